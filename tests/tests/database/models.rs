//! Whatever polls bring in whatever order: the tables and what is told of them equal a plain model in memory.

mod payloads;
mod polled_matches;
mod polled_stats;

use domain::clock::Timestamp;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use store::Tx;
use tests::Database;
use tokio::runtime::Runtime;

use super::samples::noon;

/// How many sequences of saves are tried.
const SEQUENCES: u32 = 128;

/// Tries sequences of saves, each in a transaction that is undone in the end.
fn check<P: std::fmt::Debug>(
    sequences: &impl proptest::strategy::Strategy<Value = P>,
    follow: &impl AsyncFn(&mut Tx, &P) -> Result<(), TestCaseError>,
) {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(Database::fresh());
    let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
    let followed = TestRunner::new(config).run(sequences, |payloads| {
        runtime.block_on(async {
            let mut tx = database.pool.begin().await.unwrap();
            let outcome = follow(&mut tx, &payloads).await;
            tx.rollback().await.unwrap();
            outcome
        })
    });
    followed.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The minute of a sequence's step.
fn step(index: usize) -> Timestamp {
    noon() + chrono::TimeDelta::minutes(i64::try_from(index).unwrap())
}

#[test]
fn stats_are_stored_and_told_as_the_model_says() {
    check(&payloads::stats_polls(), &async |tx, polls| {
        let mut model = polled_stats::Model::default();
        for (index, poll) in polls.iter().enumerate() {
            let told = store::stats::save(tx, poll, step(index)).await.unwrap();
            proptest::prop_assert_eq!(told, model.save(poll), "told at step {}", index);
            proptest::prop_assert_eq!(polled_stats::Model::read(tx).await, model.clone(), "stored at step {}", index);
        }
        Ok(())
    });
}

#[test]
fn matches_and_lobbies_are_stored_and_told_as_the_model_says() {
    check(&payloads::match_polls(), &async |tx, polls| {
        let mut model = polled_matches::Model::default();
        for (index, poll) in polls.iter().enumerate() {
            let told = poll.save(tx, step(index)).await;
            proptest::prop_assert_eq!(told, model.save(poll, step(index)), "told at step {}", index);
            proptest::prop_assert_eq!(polled_matches::Model::read(tx).await, model.clone(), "stored at step {}", index);
        }
        Ok(())
    });
}
