//! A small world in which everything is known, and tournaments in it.

use std::time::Duration;

use api::{Environment, Flags, Settings};
use domain::{
    id::{EntryId, LeaderboardId, TournamentId},
    nudge::{Event, Scope},
    tournament::Window,
};
use serde_json::Value;
use sim::{CivilizationId, Config, Game, Ladder, Map, MatchType, Profile, ProfileId, World};
use store::{nudges, roster, tournaments::NewTournament};
use tests::{
    Service, TestClock,
    service::NOW,
    tournament::{create, enter, tournament},
};

pub(crate) const ANNA: ProfileId = ProfileId(101);
pub(crate) const BERT: ProfileId = ProfileId(102);
pub(crate) const CARL: ProfileId = ProfileId(103);
pub(crate) const DORA: ProfileId = ProfileId(104);
/// Nobody upstream.
pub(crate) const NOBODY: ProfileId = ProfileId(999_999);

pub(crate) const FRANKS: CivilizationId = CivilizationId(15);
pub(crate) const MAYANS: CivilizationId = CivilizationId(30);

/// Where the cup's pages are.
pub(crate) const CUP: &str = "/v1/tournaments/cup";

/// Anna, Bert, Carl and Dora, rated 1600, 1500, 1400 and 1300 on the solo and the team ladder.
pub(crate) async fn four_players() -> Service {
    let service = Service::start().await;
    service.sim.world(|world| {
        for (id, alias, rating) in
            [(ANNA, "Anna", 1_600), (BERT, "Bert", 1_500), (CARL, "Carl", 1_400), (DORA, "Dora", 1_300)]
        {
            let day_before = world.now() - 86_400;
            let profile = Profile::new(id, alias).rated(Ladder::SoloRm, rating, day_before);
            world.add_profile(profile.rated(Ladder::TeamRm, rating, day_before));
        }
    });
    service
}

/// A service that runs elsewhere than on a desk.
pub(crate) async fn with(environment: Environment, settings: &Settings, flags: Flags) -> Service {
    let world = World::new(Config::new(7, NOW.parse::<domain::clock::Timestamp>().unwrap().unix_seconds()));
    Service::with(world, TestClock::at(NOW), environment, settings, flags).await
}

/// The tournament `cup` with these on its roster.
pub(crate) async fn cup(service: &Service, roster: &[(&str, Option<ProfileId>)]) -> TournamentId {
    hold(service, &tournament("cup"), roster).await
}

/// A tournament with these on its roster.
pub(crate) async fn hold(service: &Service, new: &NewTournament, roster: &[(&str, Option<ProfileId>)]) -> TournamentId {
    let id = create(&service.database.pool, new).await;
    for (name, profile) in roster {
        enter(&service.database.pool, id, name, profile.map(|profile| profile.0)).await;
    }
    id
}

/// The cup with Anna and Bert, who just played each other, polled.
pub(crate) async fn polled_cup() -> Service {
    let service = four_players().await;
    service.sim.world(|world| world.play_ranked(ANNA, BERT));
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Guest", None)]).await;
    catch_up(&service).await;
    service
}

/// Polls everything and waits until the api knows.
pub(crate) async fn catch_up(service: &Service) {
    service.poll_all().await;
    service.settle().await;
}

/// A tournament on another ladder, within a window.
pub(crate) fn held_on(ladder: i64, window: Window) -> NewTournament {
    NewTournament { leaderboard_id: LeaderboardId(ladder), window, ..tournament("cup") }
}

/// Enters somebody with the frontends' own data.
pub(crate) async fn present(
    service: &Service,
    to: TournamentId,
    (name, profile): (&str, Option<ProfileId>),
    presentation: Value,
) -> EntryId {
    let mut tx = service.database.pool.begin().await.unwrap();
    let profile = profile.map(|profile| domain::id::ProfileId(profile.0));
    let Value::Object(presentation) = presentation else { panic!("not an object") };
    let id = roster::add(&mut tx, to, name, profile, &presentation).await.unwrap();
    tx.commit().await.unwrap();
    nudge(service, Event::Standings, &Scope::one(to)).await;
    id
}

/// Nudges as a write does.
pub(crate) async fn nudge(service: &Service, event: Event, scope: &Scope) {
    let mut tx = service.database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, event, scope, NOW.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A duel on the solo ladder that began so many minutes ago and ends now, on Arabia.
pub(crate) fn duel(winner: ProfileId, loser: ProfileId, minutes: u64) -> Game {
    let game = Game::new(MatchType::SoloRm, &[winner], &[loser]).on(Map::honest(10_875));
    game.lasting(Duration::from_mins(minutes)).playing(winner, FRANKS).playing(loser, MAYANS)
}

/// What each item holds under `key`.
pub(crate) fn column(list: &Value, key: &str) -> Vec<Value> {
    list["items"].as_array().expect("a list").iter().map(|item| item[key].clone()).collect()
}

/// The item whose `name` is that.
pub(crate) fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let items = list["items"].as_array().expect("a list");
    items.iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("no {name} in {list}"))
}
