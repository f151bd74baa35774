//! Whose histories are fetched: theirs whose game is over, and in turn everybody's.

use std::time::Duration;

use domain::clock::Clock as _;
use poller::HistoryQueue;
use sim::{Endpoint, Fault, Game, Ladder, MatchType, ProfileId};

use crate::stage::{ONE, STRANGER, Stage, TWO, nudge};

/// The accounts whose histories one poll asks for.
async fn asked(stage: &Stage) -> Vec<ProfileId> {
    stage.sim.forget_requests();
    stage.poll_chosen_matches().await;
    let Some(query) = stage.sim.requests(Endpoint::MatchHistory).last_query else { return Vec::new() };
    [ONE, TWO].into_iter().filter(|profile| query.contains(&profile.0.to_string())).collect()
}

/// The cup, everybody's history read, and the turns taken that would come next.
async fn at_rest() -> Stage {
    let stage = Stage::set().await;
    assert_eq!(asked(&stage).await, [ONE], "all were fetched before: it is the turn of half of them");
    stage
}

/// A minute with a stats poll, up to which `stage` has no poll of histories.
async fn minute(stage: &Stage) {
    stage.pass(60);
    stage.poll_stats().await;
}

#[tokio::test]
async fn a_ranked_game_that_the_stats_tell_of_is_fetched_at_once_and_once() {
    let stage = at_rest().await;
    stage.pass(30);
    let id = stage.sim.world(|world| world.play_ranked(ONE, STRANGER));
    assert_eq!(asked(&stage).await, [], "nobody has told of it");
    stage.poll_stats().await;
    stage.context.games_ended.notified().await;
    stage.nudged().await;
    assert_eq!(asked(&stage).await, [ONE]);
    assert_eq!(stage.nudged().await, [nudge("matches", [stage.cup]), nudge("standings", [stage.cup])]);
    assert_eq!(stage.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
    assert_eq!(asked(&stage).await, [], "it is known");
}

#[tokio::test]
async fn a_history_that_lags_is_fetched_again_soon_and_for_ten_minutes_at_most() {
    let stage = at_rest().await;
    stage.pass(20);
    // The stats have it before the history does: here the history never has it.
    stage.sim.world(|world| world.set_last_match(ONE, Ladder::SoloRm, world.now()));
    stage.poll_stats().await;
    for _ in 0..3 {
        let outcome = stage.poll_chosen_matches().await;
        assert_eq!(outcome.again_in, Some(Duration::from_secs(15)));
        stage.pass(15);
    }
    stage.pass(120);
    stage.poll_stats().await;
    assert_eq!(stage.poll_chosen_matches().await.again_in, None, "from now on at the cadence");
    assert!(asked(&stage).await.contains(&ONE));
    for _ in 0..8 {
        minute(&stage).await;
        stage.poll_chosen_matches().await;
    }
    assert_eq!(asked(&stage).await, [], "given up");
}

#[tokio::test]
async fn a_custom_game_is_fetched_when_its_lobby_is_gone() {
    let stage = at_rest().await;
    stage.pass(20);
    let id = stage.sim.world(|world| {
        let id = world.open_lobby(&[TWO, STRANGER], MatchType::Custom);
        world.start_lobby(id).unwrap();
        id
    });
    stage.poll_live().await;
    assert_eq!(asked(&stage).await, [], "it is being played");
    stage.sim.world(|world| world.finish(id, 0)).unwrap();
    stage.poll_live().await;
    stage.context.games_ended.notified().await;
    assert_eq!(asked(&stage).await, [TWO]);
    assert_eq!(stage.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
    assert_eq!(asked(&stage).await, [], "it is known");
}

#[tokio::test]
async fn a_lobby_that_never_started_is_nobodys_game() {
    let stage = at_rest().await;
    stage.pass(20);
    let id = stage.sim.world(|world| world.open_lobby(&[TWO, STRANGER], MatchType::Custom));
    stage.poll_live().await;
    stage.sim.world(|world| world.close_lobby(id)).unwrap();
    stage.poll_live().await;
    assert_eq!(asked(&stage).await, []);
}

#[tokio::test]
async fn turns_go_on_after_a_restart() {
    let stage = at_rest().await;
    minute(&stage).await;
    let first = asked(&stage).await;
    assert_eq!(first.len(), 1);
    stage.context.histories.with(|queue| *queue = HistoryQueue::default());
    minute(&stage).await;
    let second = asked(&stage).await;
    assert_eq!(second.len(), 1, "nobody is new");
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_game_that_ended_while_no_worker_polled_is_fetched_at_once() {
    let stage = at_rest().await;
    stage.pass(3_600);
    stage.sim.world(|world| world.play_ranked(TWO, STRANGER));
    stage.context.histories.with(|queue| *queue = HistoryQueue::default());
    stage.poll_stats().await;
    assert!(asked(&stage).await.contains(&TWO));
}

#[tokio::test]
async fn within_ten_minutes_everybodys_turn_comes() {
    let stage = at_rest().await;
    // In no lobby, on no ladder: nothing tells of it.
    let game = Game::new(MatchType::Custom, &[ONE], &[STRANGER]);
    let id = stage.sim.world(|world| world.play(&game));
    let mut turns = Vec::new();
    for _ in 0..10 {
        minute(&stage).await;
        turns.push(asked(&stage).await);
    }
    assert!(turns.iter().all(|asked| asked.len() == 1), "a part of everybody at each cadence: {turns:?}");
    assert!(turns.iter().flatten().any(|profile| *profile == TWO));
    assert_eq!(stage.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "completed");
}

#[tokio::test]
async fn while_the_stats_are_out_everybody_is_asked_for_at_each_cadence() {
    let stage = at_rest().await;
    stage.sim.fault(Endpoint::PersonalStat, Fault::ServerError);
    stage.pass(60);
    assert_eq!(asked(&stage).await.len(), 1, "they were polled a minute ago");
    stage.pass(60);
    assert_eq!(asked(&stage).await, [ONE, TWO]);
    stage.sim.clear_fault(Endpoint::PersonalStat);
    minute(&stage).await;
    assert_eq!(asked(&stage).await.len(), 1, "at {}", stage.clock.now());
}
