//! Reads the outbox of nudges.

use std::cell::Cell;

use crate::Database;

/// A stored nudge: the event, and the tournaments it concerns; `None` for all of them.
pub type Nudged = (String, Option<Vec<i64>>);

/// Continues where it last stopped reading.
#[derive(Debug, Default)]
pub struct Outbox(Cell<i64>);

impl Outbox {
    /// The nudges committed since the last call, in order.
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
