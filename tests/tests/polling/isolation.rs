//! Accounts that the upstream refuses, or that break its answers, cost themselves and nobody else.

use sim::{Endpoint, Fault, Ladder, ProfileId};

use crate::stage::{ONE, PASSER_BY, Stage, TWO};

/// A tournament of so many accounts that the upstream refuses.
async fn refused(stage: &Stage, count: i64) {
    let rival = tests::tournament::create(&stage.database.pool, &tests::tournament::tournament("rival")).await;
    for id in 0..count {
        let profile = ProfileId(700_001 + id);
        stage.sim.world(|world| world.poison(profile));
        stage.enter(rival, &format!("Refused {id}"), profile).await;
    }
}

fn minute(stage: &Stage) {
    stage.clock.advance(chrono::TimeDelta::minutes(1));
}

/// How many requests a poll makes.
async fn requests(stage: &Stage, endpoint: Endpoint, poll: impl AsyncFn()) -> u64 {
    let before = stage.sim.requests(endpoint).count;
    poll().await;
    stage.sim.requests(endpoint).count - before
}

#[tokio::test]
async fn refused_accounts_back_off_by_themselves() {
    let stage = Stage::set().await;
    refused(&stage, 3).await;
    let mut asked = Vec::new();
    for _ in 0..8 {
        minute(&stage);
        asked.push(requests(&stage, Endpoint::MatchHistory, async || _ = stage.poll_matches().await).await);
    }
    // One for the good ones each time. The others: together, and halved; each alone; and after two rounds, and four.
    assert_eq!(asked[0] - 1, 5);
    assert_eq!(asked[1..], [4, 1, 4, 1, 1, 1, 4], "{asked:?}");
}

#[tokio::test]
async fn who_is_cured_is_polled_as_before() {
    let stage = Stage::set().await;
    stage.sim.world(|world| world.poison(TWO));
    for _ in 0..6 {
        minute(&stage);
        stage.poll_stats().await;
    }
    stage.sim.world(|world| {
        world.cure(TWO);
        world.set_rating(TWO, Ladder::SoloRm, 1801);
    });
    stage.clock.advance(chrono::TimeDelta::hours(1));
    assert_eq!(stage.poll_stats().await.changed, 1);
    let both = requests(&stage, Endpoint::PersonalStat, async || _ = stage.poll_stats().await).await;
    assert_eq!(both, 1, "it shares the others' request again");
}

#[tokio::test]
async fn a_request_that_breaks_is_no_fault_of_those_in_it() {
    let stage = Stage::set().await;
    stage.sim.fault(Endpoint::MatchHistory, Fault::ServerError);
    for _ in 0..10 {
        let tick = poller::Tick::tick(&poller::MatchesPoll(stage.context.clone()), stage.epoch).await;
        assert!(matches!(tick, Err(poller::Error::Round(_))), "{tick:?}");
    }
    stage.sim.clear_faults();
    stage.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    let all = requests(&stage, Endpoint::MatchHistory, async || {
        assert_eq!(stage.poll_matches().await.changed, 1, "at once, however long it lasted");
    });
    assert_eq!(all.await, 1);
}

#[tokio::test]
async fn where_everybody_is_refused_the_next_good_one_is_polled_at_once() {
    let stage = Stage::empty().await;
    refused(&stage, 20).await;
    for _ in 0..5 {
        minute(&stage);
        let tick = poller::Tick::tick(&poller::MatchesPoll(stage.context.clone()), stage.epoch).await;
        assert!(matches!(tick, Ok(_) | Err(poller::Error::Refused(_))), "{tick:?}");
    }
    stage.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    stage.enter(stage.cup, "One", ONE).await;
    minute(&stage);
    assert_eq!(stage.poll_matches().await.changed, 1);
}
