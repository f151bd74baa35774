//! Ten thousand accounts on rosters: measures how soon a game is known, whoever played it, and how soon every history
//! was fetched once. Time is simulated; the requests are real.

mod seen;

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Clock as _;
use futures_util::FutureExt as _;
use sim::{Config, Endpoint, MatchId, MatchType, ProfileId, World};
use tests::{
    Service, TestClock,
    service::{NOW, settings},
};

use super::{Size, fill};
use crate::{figure::Report, load::Extent};
use seen::Seen;

const ACCOUNTS: u32 = 10_000;
/// The seconds between polls of the lobbies: the other cadences are multiples.
const STEP: u32 = 15;
const STATS: u32 = 30;
const MATCHES: u32 = 60;
const HALF_AN_HOUR: usize = 120;
/// Ladder games that end in each step, of accounts spread over all: some 130 a minute.
const LADDER_GAMES: usize = 32;
/// Custom games that start in each step.
const CUSTOM_GAMES: usize = 5;
/// A minute at the default highest rate.
const REQUESTS_A_MINUTE: f64 = 20.0 * 60.0;

pub(super) async fn measure(report: &mut Report, extent: Extent) {
    let clock = TestClock::at(NOW);
    let world = World::populated(Config::new(7, clock.now().unix_seconds()).keeping(10), ACCOUNTS as usize);
    let profiles: Vec<_> = world.profiles().map(|profile| profile.id).collect();
    let service = Service::with(world, clock, Default::default(), &settings(), Default::default()).await;
    let size = Size { tournaments: 200, entries: ACCOUNTS / 200, games: 0, past_games: 0, players: 2 };
    fill(&service.database, size, service.clock.now()).await;
    link(&service, &profiles).await;
    service.poll_reference().await;
    let (mut all_fetched_after, mut most_requests) = (None, 0);
    let mut seen = Seen::default();
    let (mut custom, mut again) = (Vec::new(), false);
    for step in 1..=extent.count(HALF_AN_HOUR) as u32 {
        service.sim.world(|world| {
            world.advance(Duration::from_secs(STEP.into()));
            custom.drain(..).for_each(|game| world.finish(game, 0).unwrap());
            play_ladder_games(world, &profiles, step as usize);
            custom = start_custom_games(world, &profiles, step as usize);
        });
        service.clock.advance(TimeDelta::seconds(STEP.into()));
        let is_time = |cadence: u32| (step * STEP).is_multiple_of(cadence);
        service.poll_live().await;
        if is_time(STATS) {
            service.poll_stats().await;
        }
        let is_woken = service.context.games_ended.notified().now_or_never().is_some() || again;
        if is_time(MATCHES) || is_woken {
            again = service.poll_chosen_matches().await.again_in.is_some();
        }
        if is_time(60) {
            let requests: u64 = Endpoint::ALL.map(|endpoint| service.sim.requests(endpoint).count).iter().sum();
            most_requests = most_requests.max(requests);
            service.sim.forget_requests();
        }
        if all_fetched_after.is_none() {
            let fetched: i64 = service.database.value("select count(*) from history_fetches").await;
            all_fetched_after = (fetched == i64::from(ACCOUNTS)).then(|| f64::from(step * STEP) / 60.0);
        }
        seen.look(&service).await;
    }
    let name = format!("{ACCOUNTS} accounts");
    seen.report(report, &name, &profiles);
    let after = all_fetched_after.unwrap_or(f64::INFINITY);
    report.at_most(&format!("{name}: until every history was fetched once"), after, 20.0, "min");
    let name = format!("{name}: requests in any minute, of all kinds");
    report.at_most(&name, most_requests as f64, REQUESTS_A_MINUTE, "");
}

/// Links the entries to the accounts of the simulated world, one each.
async fn link(service: &Service, profiles: &[ProfileId]) {
    let ids: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    service.database.run("delete from players").await;
    let link = "update tournament_players entry set profile_id = account.id
        from unnest($1::bigint[]) with ordinality account (id, place)
        where entry.profile_id = account.place";
    sqlx::query(link).bind(ids).execute(&service.database.pool).await.unwrap();
}

/// Plays ladder games of accounts from all over the list; they are over at once.
fn play_ladder_games(world: &mut World, profiles: &[ProfileId], step: usize) {
    let account = |number: usize| profiles[(step * 4_993 + number * 1_627) % profiles.len()];
    for number in 0..LADDER_GAMES {
        world.play_ranked(account(2 * number), account(2 * number + 1));
    }
}

/// Starts custom games of accounts from all over the list; each is over in the next step.
fn start_custom_games(world: &mut World, profiles: &[ProfileId], step: usize) -> Vec<MatchId> {
    let account = |number: usize| profiles[(step * 7_919 + number * 1_999) % profiles.len()];
    let start = |number: usize| {
        let game = world.open_lobby(&[account(2 * number), account(2 * number + 1)], MatchType::Custom);
        world.start_lobby(game).unwrap();
        game
    };
    (0..CUSTOM_GAMES).map(start).collect()
}
