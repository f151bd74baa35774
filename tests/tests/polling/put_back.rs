//! Accounts whose answers cannot be stored, or whose request is cut off, are asked about again before others.

use std::time::Duration;

use poller::{AccountQueue, Error, MatchesPoll, StatsPoll, Tick};
use sim::{Endpoint, Fault};
use tests::{EVENTUALLY, until};

use super::{
    ended_games::{asked, at_rest, minute},
    fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO},
};

/// A tick whose answers come while the lease is over; afterwards it is held again.
async fn without_lease(fixture: &Fixture, poll: impl Tick) {
    fixture.database.run("update worker_lease set expires_at = now()").await;
    let polled = poll.tick(fixture.epoch).await;
    assert!(matches!(polled, Err(Error::Store(store::Error::Fenced))), "{polled:?}");
    fixture.database.run("update worker_lease set expires_at = now() + interval '1 hour'").await;
}

/// The accounts that a query lists.
async fn accounts(fixture: &Fixture, query: &'static str) -> Vec<i64> {
    sqlx::query_scalar(query).fetch_all(&fixture.database.pool).await.unwrap()
}

#[tokio::test]
async fn an_account_whose_history_cannot_be_stored_keeps_its_turn() {
    let fixture = at_rest().await;
    minute(&fixture).await;
    without_lease(&fixture, MatchesPoll(fixture.context.clone())).await;
    assert_eq!(asked(&fixture).await, [TWO]);
    assert_eq!(asked(&fixture).await, [], "it is stored");
}

#[tokio::test]
async fn an_account_whose_history_is_cut_off_keeps_its_turn() {
    let fixture = at_rest().await;
    minute(&fixture).await;
    fixture.sim.forget_requests();
    fixture.sim.fault(Endpoint::MatchHistory, Fault::Late(Duration::from_secs(600)));
    let is_asked = async || fixture.sim.requests(Endpoint::MatchHistory).count > 0;
    let poll = MatchesPoll(fixture.context.clone());
    // As the schedule does it at the limit of a tick.
    let ended = tokio::select! {
        ended = poll.tick(fixture.epoch) => Some(ended),
        () = until("the history is asked for", EVENTUALLY, is_asked) => None,
    };
    assert!(ended.is_none(), "{ended:?}");
    fixture.sim.clear_fault(Endpoint::MatchHistory);
    assert_eq!(asked(&fixture).await, [TWO]);
}

#[tokio::test]
async fn accounts_of_several_requests_keep_their_turn() {
    let fixture = Fixture::set().await;
    let crowd: Vec<_> = fixture.sim.world(|world| (0..118).map(|_| world.add_stranger()).collect());
    for player in &crowd {
        fixture.enter(fixture.cup, &format!("Player {}", player.0), *player).await;
    }
    fixture.poll_all().await;
    fixture.pass(30);
    without_lease(&fixture, MatchesPoll(fixture.context.clone())).await;
    // Earlier than the next of the ten parts that everybody's histories are fetched in.
    fixture.pass(30);
    fixture.sim.forget_requests();
    fixture.poll_chosen_matches().await;
    assert_eq!(fixture.sim.requests(Endpoint::MatchHistory).count, 2, "by ten");
    let fetched = "select profile_id from history_fetches where fetched_at = '2026-06-10T12:01:00Z' order by 1";
    let first: Vec<_> = [ONE, TWO].iter().chain(&crowd).map(|player| player.0).take(12).collect();
    assert_eq!(accounts(&fixture, fetched).await, first);
}

#[tokio::test]
async fn new_accounts_of_two_tournaments_come_before_those_that_were_never_asked_about() {
    let fixture = Fixture::empty().await;
    fixture.enter(fixture.cup, "One", ONE).await;
    fixture.enter(fixture.cup, "Two", TWO).await;
    let other = fixture.tournament_of("other", STRANGER).await;
    fixture.enter(other, "Passer-by", PASSER_BY).await;
    // Rounds of one account of each.
    fixture.context.stats_queue.with(|queue| *queue = AccountQueue::new(2, Duration::from_secs(30)));
    let stored = "select profile_id from players order by 1";
    without_lease(&fixture, StatsPoll(fixture.context.clone())).await;
    assert_eq!(accounts(&fixture, stored).await, [0_i64; 0]);
    fixture.poll_stats().await;
    assert_eq!(accounts(&fixture, stored).await, [ONE.0, STRANGER.0], "the same again");
    fixture.poll_stats().await;
    assert_eq!(accounts(&fixture, stored).await, [ONE.0, TWO.0, STRANGER.0, PASSER_BY.0]);
}
