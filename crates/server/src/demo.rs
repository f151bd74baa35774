//! The demo: the whole service against a simulated upstream, with two sample tournaments.

mod league;

use std::{collections::HashMap, io::ErrorKind, path::Path, time::Duration};

use api::OptionalUrl;
use chrono::TimeDelta;
use domain::{
    clock::{Clock as _, Timestamp},
    id::{LeaderboardId, ProfileId, TournamentId, UserId},
    name::Name,
    nudge::Event,
    roster::{Presentation, Team},
    tournament::{RankBy, Window},
};
use local_postgres::Cluster;
use platforms::BroadcastSettings;
use secrecy::SecretString;
use sim::{Broadcasters, Sim, World};
use store::{Pool, Tx, migrations, nudges, owners, roster, sign_in::hosts, teams, tournaments};
use tokio_util::sync::CancellationToken;
use uuid::uuid;

use crate::{
    Database, Error, Role, Settings, SystemClock,
    demo_file::DemoFile,
    host_commands::{local, new_link},
    print, run, signals,
};
use league::League;

/// The seed of the simulation, fixed so that the simulated world is the same at every start.
const SEED: u64 = 1999;
/// The slug of the sample tournament.
const SLUG: &str = "demo-cup";
/// The slug of the tournament whose series are played.
const LEAGUE: &str = "demo-league";
/// The user who owns them.
const HOST: UserId = UserId(uuid!("0de30000-0000-8000-8000-000000001999"));
/// The name of that user.
const HOST_NAME: &str = "demo";

/// Runs the demo until it is stopped, then discards everything that it stored.
pub(crate) async fn run(mut settings: Settings) -> Result<(), Error> {
    let stop = CancellationToken::new();
    signals::watch(stop.clone())?;
    let now = SystemClock.now();
    let mut world = World::demo(SEED, now.unix_seconds());
    world.add_series_players();
    let sim = Sim::local(world).await?;
    sim.run(1.0);
    settings.relic.upstream_base_url = sim.base_url().parse().map_err(std::io::Error::other)?;
    trust_nobody_else(&mut settings.api);
    let broadcasters = Broadcasters::local().await?;
    sim::demo::go_on_air(&broadcasters);
    settings.broadcasts = watched(&broadcasters)?;
    quicken(&mut settings.poller);
    let cluster = tokio::task::spawn_blocking(Cluster::throw_away).await??;
    let url = cluster.url("postgres").into();
    let database = Database::of(cluster, settings.database_max_connections)?;
    migrations::run(&database.pool).await?;
    let pool = database.pool.clone();
    // First, so that lists of tournaments begin with the cup.
    let league = League::set_up(&pool, HOST, now).await?;
    set_up(&pool, now).await?;
    let _demo_file = write_demo_file(&settings.data_dir, &url)?;
    let role = Role { polls: true, serves: true };
    let running = run::start(&settings, role, Some(database), stop).await?;
    let port = running.address.port();
    let mut tx = pool.begin().await?;
    let link = new_link(&mut tx, HOST, &local(port), SystemClock.now()).await?;
    tx.commit().await?;
    announce(port, &link)?;
    tokio::select! {
        ended = running.wait() => ended,
        never = league.play(&pool, &sim) => match never {},
    }
}

/// Publishes the URL of the demo's database for admin commands. If another demo runs in the same folder, its file
/// stays. Where no file can be written, as in a container, the demo runs without it.
fn write_demo_file(data_dir: &Path, url: &SecretString) -> Result<Option<DemoFile>, Error> {
    match DemoFile::write(&std::path::absolute(data_dir)?, url) {
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            tracing::warn!(%error, "commands will not find the demo's database, because DATA_DIR cannot be written");
            Ok(None)
        }
        written => written.map_err(Error::DemoFile),
    }
}

/// Shortens the poll cadences, because the simulated players play fast.
fn quicken(poller: &mut poller::Settings) {
    poller.poll_stats_seconds = Duration::from_secs(5);
    poller.poll_matches_seconds = Duration::from_secs(5);
    poller.poll_live_seconds = Duration::from_secs(3);
    poller.poll_twitch_seconds = Duration::from_secs(10);
}

/// Configures the broadcast polls to ask only the simulated Twitch, even when credentials for the real one are set.
fn watched(broadcasters: &Broadcasters) -> Result<BroadcastSettings, std::io::Error> {
    let settings = BroadcastSettings {
        twitch_client_id: Some(Broadcasters::CLIENT_ID.to_owned()),
        twitch_client_secret: Some(Broadcasters::CLIENT_SECRET.into()),
        ..BroadcastSettings::default()
    };
    Ok(settings.at(&broadcasters.base_url().parse().map_err(std::io::Error::other)?))
}

/// Accepts only the built-in sign-in, from browsers on this machine.
fn trust_nobody_else(api: &mut api::Settings) {
    api.auth_jwks_url = OptionalUrl::default();
    api.auth_api_base_url = OptionalUrl::default();
    api.builtin_sign_in = Some(true);
    api.public_base_url = None;
}

fn announce(port: u16, link: &str) -> Result<(), Error> {
    print::line(format_args!(
        r#"
AoE2 Live Standings: the demo is running. Games end every few seconds, and ratings move with them.

  page         http://localhost:{port}/t/current
  series       http://localhost:{port}/t/{LEAGUE}/stages

  standings    http://localhost:{port}/v1/tournaments/current/standings
  live games   http://localhost:{port}/v1/tournaments/current/live
  stream       curl -N http://localhost:{port}/v1/stream
  reference    http://localhost:{port}/docs
  console      http://localhost:{port}/host

You are its host. This link signs you in, once and within 15 minutes; in this folder,
`PORT={port} aoe2-standings hosts link {HOST_NAME}` makes another one:

  {link}

To sign in without a browser, and create a team:

curl -X POST -c demo-cookies.txt {link}
curl -X POST -b demo-cookies.txt http://localhost:{port}/v1/tournaments/{SLUG}/teams \
  -H 'Content-Type: application/json' -d '{{"name": "Reed Lancers", "initials": "RL"}}'

Ctrl-C ends it.
"#
    ))
}

/// Stores the sample tournament, which is under way, with its roster and teams.
async fn set_up(pool: &Pool, now: Timestamp) -> Result<(), store::Error> {
    let mut tx = pool.begin().await?;
    let tournament = tournaments::create(
        &mut tx,
        &tournaments::NewTournament {
            slug: SLUG.to_owned(),
            name: "The Demo Cup".to_owned(),
            leaderboard_id: LeaderboardId(3),
            rank_by: RankBy::PeakRating,
            window: Window { start: Some(now - TimeDelta::days(2)), end: Some(now + TimeDelta::days(13)) },
            prize_pool_cents: Some(1_000_000),
            host_stream_urls: vec![sim::demo::HOST_STREAM_URL.to_owned()],
            presentation: Presentation::new(),
        },
        HOST,
    )
    .await?;
    owners::grant(&mut tx, tournament, HOST).await?;
    if let Ok(name) = Name::new(HOST_NAME) {
        hosts::add(&mut tx, HOST, &name, now).await?;
    }
    let by_name = add_teams(&mut tx, tournament).await?;
    for entry in sim::demo::roster() {
        let profile = entry.profile_id.map(|profile| ProfileId(profile.0));
        let streams = entry.stream_url.map(|url| ("streamUrls".to_owned(), vec![url].into()));
        let id = roster::add(&mut tx, tournament, entry.name, profile, &Presentation::from_iter(streams)).await?;
        let Some(team) = entry.team.and_then(|name| by_name.get(name)) else { continue };
        teams::add_member(&mut tx, team, id).await?;
        if entry.captain {
            teams::set_captain(&mut tx, team.id, Some(id)).await?;
        }
    }
    nudges::publish_all(&mut tx, [Event::Standings, Event::Live], tournament, now).await?;
    tx.commit().await
}

async fn add_teams(tx: &mut Tx, to: TournamentId) -> Result<HashMap<&'static str, Team>, store::Error> {
    let mut by_name = HashMap::new();
    for sim::demo::DemoTeam { name, initials } in sim::demo::teams() {
        let id = teams::add(tx, to, name, initials).await?;
        by_name.insert(name, Team { id, tournament_id: to, name: name.to_owned(), initials: initials.to_owned() });
    }
    Ok(by_name)
}
