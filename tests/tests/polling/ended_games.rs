//! Whose histories are fetched: theirs whose game is over, and in turn everybody's.

use std::time::Duration;

use domain::clock::Clock as _;
use poller::HistoryQueue;
use sim::{Endpoint, Fault, Game, Ladder, MatchType, ProfileId};
use tests::EVENTUALLY;
use tokio::time::timeout;

use super::fixture::{Fixture, ONE, STRANGER, TWO, nudge};

/// The accounts whose histories one poll asks for.
pub(super) async fn asked(fixture: &Fixture) -> Vec<ProfileId> {
    fixture.sim.forget_requests();
    fixture.poll_chosen_matches().await;
    let Some(query) = fixture.sim.requests(Endpoint::MatchHistory).last_query else { return Vec::new() };
    [ONE, TWO].into_iter().filter(|profile| query.contains(&profile.0.to_string())).collect()
}

/// The cup, everybody's history read, and the turns taken that would come next.
pub(super) async fn at_rest() -> Fixture {
    let fixture = Fixture::set().await;
    assert_eq!(asked(&fixture).await, [ONE], "all were fetched before: it is the turn of half of them");
    fixture
}

/// A minute with a stats poll, up to which `fixture` has no poll of histories.
pub(super) async fn minute(fixture: &Fixture) {
    fixture.pass(60);
    fixture.poll_stats().await;
}

/// Waits until the poll of histories is woken.
pub(super) async fn woken(fixture: &Fixture) {
    timeout(EVENTUALLY, fixture.context.games_ended.notified()).await.expect("a poll tells that a game is over");
}

#[tokio::test]
async fn a_ranked_game_that_the_stats_tell_of_is_fetched_at_once_and_once() {
    let fixture = at_rest().await;
    fixture.pass(30);
    let id = fixture.sim.world(|world| world.play_ranked(ONE, STRANGER));
    assert_eq!(asked(&fixture).await, [], "nobody has told of it");
    fixture.poll_stats().await;
    woken(&fixture).await;
    fixture.nudged().await;
    assert_eq!(asked(&fixture).await, [ONE]);
    assert_eq!(fixture.nudged().await, [nudge("matches", [fixture.cup]), nudge("standings", [fixture.cup])]);
    assert_eq!(fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
    assert_eq!(asked(&fixture).await, [], "it is known");
}

#[tokio::test]
async fn a_game_that_the_stats_tell_of_while_a_poll_of_histories_begins_is_awaited() {
    let fixture = at_rest().await;
    fixture.pass(20);
    // The stats have it before the history does: here the history never has it.
    fixture.sim.world(|world| world.set_last_match(ONE, Ladder::SoloRm, world.now()));
    // Holds the poll of histories up before it chooses.
    let mut holding = fixture.database.driver_pool().begin().await.unwrap();
    sqlx::query("lock table team_members in access exclusive mode").execute(&mut *holding).await.unwrap();
    let meanwhile = async {
        fixture.database.wait_for_lock().await;
        fixture.pass(1);
        fixture.poll_stats().await;
        holding.rollback().await.unwrap();
    };
    let (polled, ()) = tokio::join!(fixture.poll_chosen_matches(), meanwhile);
    assert_eq!(polled.again_in, Some(Duration::from_secs(15)));
}

#[tokio::test]
async fn a_history_that_lags_is_fetched_again_soon_and_for_ten_minutes_at_most() {
    let fixture = at_rest().await;
    fixture.pass(20);
    // The stats have it before the history does: here the history never has it.
    fixture.sim.world(|world| world.set_last_match(ONE, Ladder::SoloRm, world.now()));
    fixture.poll_stats().await;
    for _ in 0..3 {
        let outcome = fixture.poll_chosen_matches().await;
        assert_eq!(outcome.again_in, Some(Duration::from_secs(15)));
        fixture.pass(15);
    }
    fixture.pass(120);
    fixture.poll_stats().await;
    assert_eq!(fixture.poll_chosen_matches().await.again_in, None, "from now on at the cadence");
    assert!(asked(&fixture).await.contains(&ONE));
    for _ in 0..8 {
        minute(&fixture).await;
        fixture.poll_chosen_matches().await;
    }
    assert_eq!(asked(&fixture).await, [], "given up");
}

#[tokio::test]
async fn a_custom_game_is_fetched_when_its_lobby_is_gone() {
    let fixture = at_rest().await;
    fixture.pass(20);
    let id = fixture.sim.world(|world| {
        let id = world.open_lobby(&[TWO, STRANGER], MatchType::Custom);
        world.start_lobby(id).unwrap();
        id
    });
    fixture.poll_live().await;
    assert_eq!(asked(&fixture).await, [], "it is being played");
    fixture.sim.world(|world| world.finish(id, 0)).unwrap();
    fixture.poll_live().await;
    woken(&fixture).await;
    assert_eq!(asked(&fixture).await, [TWO]);
    assert_eq!(fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
    assert_eq!(asked(&fixture).await, [], "it is known");
}

#[tokio::test]
async fn a_lobby_that_never_started_is_nobodys_game() {
    let fixture = at_rest().await;
    fixture.pass(20);
    let id = fixture.sim.world(|world| world.open_lobby(&[TWO, STRANGER], MatchType::Custom));
    fixture.poll_live().await;
    fixture.sim.world(|world| world.close_lobby(id)).unwrap();
    fixture.poll_live().await;
    assert_eq!(asked(&fixture).await, []);
}

#[tokio::test]
async fn turns_go_on_after_a_restart() {
    let fixture = at_rest().await;
    minute(&fixture).await;
    let first = asked(&fixture).await;
    assert_eq!(first.len(), 1);
    fixture.context.history_queue.with(|queue| *queue = HistoryQueue::default());
    minute(&fixture).await;
    let second = asked(&fixture).await;
    assert_eq!(second.len(), 1, "nobody is new");
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_game_that_ended_while_no_worker_polled_is_fetched_at_once() {
    let fixture = at_rest().await;
    fixture.pass(3_600);
    fixture.sim.world(|world| world.play_ranked(TWO, STRANGER));
    fixture.context.history_queue.with(|queue| *queue = HistoryQueue::default());
    fixture.poll_stats().await;
    assert!(asked(&fixture).await.contains(&TWO));
}

#[tokio::test]
async fn within_ten_minutes_everybodys_turn_comes() {
    let fixture = at_rest().await;
    // In no lobby, on no ladder: nothing tells of it.
    let game = Game::new(MatchType::Custom, &[ONE], &[STRANGER]);
    let id = fixture.sim.world(|world| world.play(&game));
    let mut turns = Vec::new();
    for _ in 0..10 {
        minute(&fixture).await;
        turns.push(asked(&fixture).await);
    }
    assert!(turns.iter().all(|asked| asked.len() == 1), "a part of everybody at each cadence: {turns:?}");
    assert!(turns.iter().flatten().any(|profile| *profile == TWO));
    assert_eq!(fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
}

#[tokio::test]
async fn while_the_stats_are_out_everybody_is_asked_for_at_each_cadence() {
    let fixture = at_rest().await;
    fixture.sim.fault(Endpoint::PersonalStat, Fault::ServerError);
    fixture.pass(60);
    assert_eq!(asked(&fixture).await.len(), 1, "they were polled a minute ago");
    fixture.pass(60);
    assert_eq!(asked(&fixture).await, [ONE, TWO]);
    fixture.sim.clear_fault(Endpoint::PersonalStat);
    minute(&fixture).await;
    assert_eq!(asked(&fixture).await.len(), 1, "at {}", fixture.clock.now());
}
