//! Writes to stages and series.

use sqlx::AssertSqlSafe;
use tests::{
    Database,
    stage_writes::{ENTRIES, Request, StageWrite, Target},
};

use super::{ANNA, CUPS, Fixture, Write};

/// A write to the stage of each cup.
struct OfStage {
    write: StageWrite,
    /// The stages, by cup.
    targets: Vec<Target>,
}

impl OfStage {
    async fn set_up(database: &Database, write: StageWrite) -> Self {
        for statement in [
            format!(
                "insert into tournaments (slug, name, leaderboard_id)
                select 'cup-' || n, 'Cup ' || n, 3 from generate_series(0, {CUPS} - 1) n order by n"
            ),
            format!("insert into tournament_owners (tournament_id, user_id) select id, '{ANNA}' from tournaments"),
            format!(
                "insert into tournament_players (tournament_id, name)
                select id, entry from tournaments, string_to_table('{}', ' ') entry",
                ENTRIES.join(" ")
            ),
        ] {
            sqlx::query(AssertSqlSafe(statement)).execute(&database.pool).await.unwrap();
        }
        Self { write, targets: write.set_up(&database.pool, 1).await }
    }
}

impl Write for OfStage {
    const NUDGES: i64 = 1;

    fn reads(&self, cup: usize) -> Vec<String> {
        let stage = self.targets[cup].stage;
        match self.write {
            StageWrite::Start | StageWrite::NextRound | StageWrite::TakeBack => {
                vec!["/series".to_owned(), "/stages".to_owned(), format!("/stages/{stage}")]
            }
            StageWrite::Games | StageWrite::Walkover => vec!["/series".to_owned(), format!("/stages/{stage}/table")],
            StageWrite::Withdraw => vec!["/stages".to_owned(), format!("/stages/{stage}/table")],
        }
    }

    fn request(&self, cup: usize) -> Request {
        self.write.request(self.targets[cup])
    }

    async fn effects(&self, database: &Database, cup: usize) -> i64 {
        let query = self.write.count_effects_sql(self.targets[cup]);
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&database.pool).await.unwrap()
    }
}

async fn kill_everywhere(write: StageWrite) {
    let fixture = Fixture::set().await;
    let write = OfStage::set_up(&fixture.database, write).await;
    fixture.kill_everywhere(&write).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_starts_a_round_robin_whole_or_not_at_all() {
    kill_everywhere(StageWrite::Start).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_starts_a_round_whole_or_not_at_all() {
    kill_everywhere(StageWrite::NextRound).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_takes_a_round_back_whole_or_not_at_all() {
    kill_everywhere(StageWrite::TakeBack).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_stores_a_report_of_games_whole_or_not_at_all() {
    kill_everywhere(StageWrite::Games).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_stores_a_walkover_whole_or_not_at_all() {
    kill_everywhere(StageWrite::Walkover).await;
}

#[tokio::test]
async fn a_process_killed_at_any_message_withdraws_a_participant_whole_or_not_at_all() {
    kill_everywhere(StageWrite::Withdraw).await;
}
