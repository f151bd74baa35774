//! What was put into the outbox of nudges.

use std::cell::Cell;

use crate::Database;

/// A nudge as it lies there: the event, and the tournaments it concerns; all of them without any.
pub type Nudged = (String, Option<Vec<i64>>);

/// Reads on from where it was read last.
#[derive(Debug, Default)]
pub struct Outbox(Cell<i64>);

impl Outbox {
    /// The nudges committed since this was last asked, in order.
    pub async fn nudged(&self, database: &Database) -> Vec<Nudged> {
        let rows: Vec<(i64, String, Option<Vec<i64>>)> =
            sqlx::query_as("select id, event, tournament_ids from nudges where id > $1 order by id")
                .bind(self.0.get())
                .fetch_all(&database.pool)
                .await
                .unwrap();
        self.0.set(rows.last().map_or(self.0.get(), |row| row.0));
        rows.into_iter().map(|(_, event, tournaments)| (event, tournaments)).collect()
    }
}
