//! Whom a fixture needs: its players are in no other game, and it waits for those who are.

use std::collections::BTreeSet;
use std::time::Duration;

use sim::{Config, Endpoint, Fixture, FixtureTimes, Format, Incident, MatchType, Phase, ProfileId, Side, Sim, World};

use super::shown::{lobbies_with, shown};
use super::{SECOND, START, best_of_three, play, scheduled};
use crate::asking::json;
use crate::{ANNA, BERT, CARL, DORA, EPOCH, crowd, four_players};

#[test]
fn players_of_a_running_fixture_are_in_no_other_game() {
    let mut world = crowd(4, 12);
    let players: Vec<ProfileId> = world.profiles().map(|one| one.id).take(5).collect();
    let fixture = Fixture::new(&players[..2], &players[2..4], Format::PlayAll(3), START);
    let joins = players[4];
    let id = world.schedule(fixture.with(Incident::ThirdAccount { before: 3, joins })).expect("it can be played");
    world.advance(Duration::from_secs((START - EPOCH) as u64));
    let (mut busy_before, mut others) = (BTreeSet::new(), 0);
    while !world.series(id).is_some_and(|series| series.is_over) {
        let own: BTreeSet<_> =
            world.series(id).into_iter().flat_map(|series| series.games).map(|one| one.match_id).collect();
        for lobby in lobbies_with(&world, &players) {
            let is_own =
                own.contains(&lobby.id) || world.lobby(lobby.id).is_some_and(|one| one.description.contains(" vs "));
            if own.is_empty() && !is_own {
                busy_before.insert(lobby.id);
            } else if !is_own {
                let phase = world.lobby(lobby.id).map(|one| one.phase);
                assert!(busy_before.contains(&lobby.id) || phase == Some(Phase::Stale), "{:?}", lobby.players);
            }
        }
        others += world.lobbies().count();
        world.advance(SECOND * 10);
    }
    assert!(others > 1_000, "the others go on: {others}");
    world.advance(Duration::from_hours(3));
    let played_again = |game: &&sim::Match| game.match_type != MatchType::Custom;
    assert!(world.history_of(&players.into_iter().collect()).into_iter().filter(played_again).count() > 0);
}

#[test]
fn the_sides_of_a_fixture_meet_in_no_other_custom_game() {
    let together = |world: &World| {
        let custom = world.matches().filter(|game| game.match_type == MatchType::Custom);
        custom.filter(|game| [ANNA, BERT].iter().all(|player| game.participant(*player).is_some())).count()
    };
    let mut without = four_players();
    let (mut with, id) = scheduled(best_of_three().with(Incident::Forfeit { before: 2, by: Side::First }));
    for world in [&mut with, &mut without] {
        world.advance(Duration::from_hours(30 * 24));
    }
    assert_eq!(with.series(id).map(|series| series.games.len()), Some(1));
    assert_eq!(together(&with), 1);
    assert!(together(&without) > 5);
}

#[test]
fn a_fixture_waits_for_a_player_who_is_in_a_game() {
    let (mut world, id) = scheduled(best_of_three());
    let other = world.open_lobby(&[ANNA, DORA], MatchType::SoloRm);
    world.start_lobby(other).expect("listed");
    world.advance(Duration::from_secs((START - EPOCH) as u64) + Duration::from_hours(2));
    assert_eq!(world.series(id).map(|series| series.games), Some(Vec::new()));
    let ended = world.now();
    world.finish(other, 0).expect("in progress");
    let series = play(&mut world, id);
    let first = shown(&world, series.games[0].match_id).expect("finished");
    assert!((ended + 30..ended + 130).contains(&first.started), "{}", first.started - ended);
}

#[test]
fn fixtures_that_share_a_player_follow_each_other() {
    let mut world = four_players();
    let fixtures = [[ANNA, BERT], [BERT, CARL], [CARL, DORA]];
    let ids = fixtures.map(|[first, second]| {
        world.schedule(Fixture::new(&[first], &[second], Format::BestOf(3), START)).expect("it can be played")
    });
    let spans = ids.map(|id| {
        let series = play(&mut world, id);
        let rows: Vec<_> = series.games.iter().filter_map(|game| shown(&world, game.match_id)).collect();
        (rows[0].started, rows[rows.len() - 1].completed)
    });
    let apart = |[one, other]: [(i64, i64); 2]| one.1 < other.0 || other.1 < one.0;
    assert!(apart([spans[0], spans[1]]) && apart([spans[1], spans[2]]), "{spans:?}");
    assert!(!apart([spans[0], spans[2]]), "{spans:?}");
}

#[test]
fn a_fixture_whose_start_has_passed_begins_at_once() {
    let mut world = four_players();
    world.advance(Duration::from_hours(24));
    let id = world.schedule(best_of_three()).expect("it can be played");
    let now = world.now();
    let series = play(&mut world, id);
    assert!(shown(&world, series.games[0].match_id).is_some_and(|row| row.started > now));
}

#[test]
fn players_that_the_world_does_not_know_are_invented() {
    let mut world = four_players();
    let [one, other] = [ProfileId(901), ProfileId(902)];
    let id = world.schedule(Fixture::new(&[one], &[other], Format::BestOf(1), START)).expect("it can be played");
    assert!([one, other].iter().all(|id| world.profile(*id).is_some()));
    assert!(play(&mut world, id).winner.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_fixture_can_be_scheduled_while_the_world_runs() {
    let mut world = World::new(Config::new(3, EPOCH).timed(FixtureTimes::DEMO));
    for player in [ANNA, BERT] {
        world.add_profile(sim::Profile::new(player, "Somebody"));
    }
    let sim = Sim::local(world).await.expect("a port");
    sim.run(1.0);
    tokio::time::sleep(Duration::from_secs(60)).await;
    let id = sim.world(|world| {
        let start = world.now() + 10;
        world.schedule(Fixture::new(&[ANNA], &[BERT], Format::BestOf(3), start)).expect("it can be played")
    });
    tokio::time::sleep(Duration::from_secs(15)).await;
    let lobbies = json(&sim, Endpoint::Lobbies, "&start=0&count=100").await;
    assert_eq!(lobbies["matches"][0]["description"], "Somebody vs Somebody G1");
    tokio::time::sleep(Duration::from_secs(300)).await;
    let series = sim.world(|world| world.series(id)).expect("scheduled");
    assert!(series.is_over);
    let history = json(&sim, Endpoint::MatchHistory, "&profile_ids=[101]").await;
    let rows = history["matchHistoryStats"].as_array().expect("a list");
    assert!(series.games.iter().all(|game| rows.iter().any(|row| row["id"] == game.match_id.0)));
}
