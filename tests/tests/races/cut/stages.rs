//! The same of stages and series: a start, a round, a report and a withdrawal are there whole or not at all, and once.

use tests::{
    service::HOST,
    stage_writes::{ENTRIES, StageWrite, Target},
    tournament::enter,
};

use super::{CUP, Fixture, Trial};

/// As many stages as there may be messages: each trial has one of its own.
const STAGES: usize = 120;

fn trial(write: StageWrite, to: Target) -> Trial {
    let request = write.request(to);
    Trial {
        user: HOST.to_owned(),
        route: (request.method, format!("{CUP}{}", request.path)),
        body: request.body,
        status: request.status,
        effects: write.count_effects_sql(to),
        nudges: 1,
    }
}

/// Cuts a write of each stage everywhere, where the last message arrives and where it does not.
async fn cut_both_ways(write: StageWrite) {
    for last_arrives in [false, true] {
        let fixture = Fixture::set().await;
        let pool = &fixture.service.database.pool;
        for name in ENTRIES {
            enter(pool, fixture.cup, name, None).await;
        }
        let targets = write.set_up(pool, STAGES).await;
        let seen = fixture.cut_everywhere(last_arrives, |number| trial(write, targets[number])).await;
        assert!(seen.neither > 20, "{seen:?}: it takes about that many messages");
        // Queries of the outbox send messages of their own now and then, so that one of the write's may be skipped.
        assert!(seen.both <= usize::from(last_arrives), "{seen:?}");
        fixture.cut_at_commit(trial(write, targets[STAGES - 1])).await;
    }
}

#[tokio::test]
async fn a_round_robin_cut_at_any_message_is_started_whole_or_not_at_all() {
    cut_both_ways(StageWrite::Start).await;
}

#[tokio::test]
async fn a_round_cut_at_any_message_is_opened_whole_or_not_at_all() {
    cut_both_ways(StageWrite::NextRound).await;
}

#[tokio::test]
async fn a_round_whose_end_is_cut_at_any_message_is_taken_back_whole_or_not_at_all() {
    cut_both_ways(StageWrite::TakeBack).await;
}

#[tokio::test]
async fn a_report_cut_at_any_message_is_stored_whole_or_not_at_all() {
    cut_both_ways(StageWrite::Games).await;
}

#[tokio::test]
async fn a_walkover_cut_at_any_message_is_stored_whole_or_not_at_all() {
    cut_both_ways(StageWrite::Walkover).await;
}

#[tokio::test]
async fn a_withdrawal_cut_at_any_message_is_stored_whole_or_not_at_all() {
    cut_both_ways(StageWrite::Withdraw).await;
}
