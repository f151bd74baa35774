//! Accounts that the upstream refuses, or that break its answers, cost themselves and nobody else.

use std::time::Duration;

use poller::AccountQueue;
use sim::{Endpoint, Fault, Ladder, ProfileId};

use super::fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO};

/// A tournament of so many accounts that the upstream refuses.
async fn refused(fixture: &Fixture, count: i64) {
    let rival = tests::tournament::create(&fixture.database.pool, &tests::tournament::tournament("rival")).await;
    for id in 0..count {
        let profile = ProfileId(700_001 + id);
        fixture.sim.world(|world| world.poison(profile));
        fixture.enter(rival, &format!("Refused {id}"), profile).await;
    }
}

fn minute(fixture: &Fixture) {
    fixture.clock.advance(chrono::TimeDelta::minutes(1));
}

/// How many requests a poll makes.
async fn requests(fixture: &Fixture, endpoint: Endpoint, poll: impl AsyncFn()) -> u64 {
    let before = fixture.sim.requests(endpoint).count;
    poll().await;
    fixture.sim.requests(endpoint).count - before
}

#[tokio::test]
async fn refused_accounts_back_off_by_themselves() {
    let fixture = Fixture::set().await;
    refused(&fixture, 3).await;
    let mut asked = Vec::new();
    for _ in 0..8 {
        minute(&fixture);
        asked.push(requests(&fixture, Endpoint::MatchHistory, async || _ = fixture.poll_matches().await).await);
    }
    // One for the good ones each time. The others: together, and halved; each alone; and after two rounds, and four.
    assert_eq!(asked[0] - 1, 5);
    assert_eq!(asked[1..], [4, 1, 4, 1, 1, 1, 4], "{asked:?}");
}

#[tokio::test]
async fn who_is_cured_is_polled_as_before() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| world.poison(TWO));
    for _ in 0..6 {
        minute(&fixture);
        fixture.poll_stats().await;
    }
    fixture.sim.world(|world| {
        world.cure(TWO);
        world.set_rating(TWO, Ladder::SoloRm, 1801);
    });
    fixture.clock.advance(chrono::TimeDelta::hours(1));
    assert_eq!(fixture.poll_stats().await.changed, 1);
    let both = requests(&fixture, Endpoint::PersonalStat, async || _ = fixture.poll_stats().await).await;
    assert_eq!(both, 1, "it shares the others' request again");
}

#[tokio::test]
async fn a_request_that_breaks_is_no_fault_of_those_in_it() {
    let fixture = Fixture::set().await;
    fixture.sim.fault(Endpoint::MatchHistory, Fault::ServerError);
    for _ in 0..10 {
        let tick = poller::Tick::tick(&poller::MatchesPoll(fixture.context.clone()), fixture.epoch).await;
        assert!(matches!(tick, Err(poller::Error::Round(_))), "{tick:?}");
    }
    fixture.sim.clear_faults();
    fixture.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    let all = requests(&fixture, Endpoint::MatchHistory, async || {
        assert_eq!(fixture.poll_matches().await.changed, 1, "at once, however long it lasted");
    });
    assert_eq!(all.await, 1);
}

#[tokio::test]
async fn where_everybody_is_refused_the_next_good_one_is_polled_at_once() {
    let fixture = Fixture::empty().await;
    refused(&fixture, 20).await;
    for _ in 0..5 {
        minute(&fixture);
        let tick = poller::Tick::tick(&poller::MatchesPoll(fixture.context.clone()), fixture.epoch).await;
        assert!(matches!(tick, Ok(_) | Err(poller::Error::Refused(_))), "{tick:?}");
    }
    fixture.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    fixture.enter(fixture.cup, "One", ONE).await;
    minute(&fixture);
    assert_eq!(fixture.poll_matches().await.changed, 1);
}

#[tokio::test]
async fn a_new_leader_asks_for_known_accounts_of_all_tournaments_together() {
    let fixture = Fixture::set().await;
    fixture.tournament_of("other", STRANGER).await;
    fixture.tournament_of("third", PASSER_BY).await;
    fixture.poll_all().await;
    fixture.context.stats_queue.with(|queue| *queue = AccountQueue::new(usize::MAX, Duration::from_secs(30)));
    let all = requests(&fixture, Endpoint::PersonalStat, async || _ = fixture.poll_stats().await).await;
    assert_eq!(all, 1, "as before it led");
}
