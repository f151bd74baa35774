//! Everything that is stored, down to the versions and locks of rows: what a tick must leave alone.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use store::Pool;

/// Each table's rows with their places, writers and lockers.
#[derive(Debug, PartialEq)]
pub(crate) struct Stored(BTreeMap<String, Vec<String>>);

impl Stored {
    /// Every table but those in which polls always write when they were made.
    pub(crate) async fn but_poll_times(pool: &Pool) -> Self {
        let mut all = Self::everything(pool).await;
        for table in ["poll_status", "history_fetches"] {
            all.0.remove(table).expect("the table");
        }
        all
    }

    /// Every table.
    pub(crate) async fn everything(pool: &Pool) -> Self {
        let names: Vec<String> =
            sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
                .fetch_all(pool)
                .await
                .unwrap();
        let mut tables = BTreeMap::new();
        for name in names {
            let query = format!("select concat_ws(' ', ctid, xmin, xmax, {name}::text) from {name} order by ctid");
            let rows = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(pool).await.unwrap();
            tables.insert(name, rows);
        }
        Self(tables)
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.0[table].len()
    }

    /// The rows that are not, or not as they were, in `later`, and those that are new in it.
    pub(crate) fn differences(&self, later: &Self) -> Vec<String> {
        let lines = |tables: &Self| -> Vec<String> {
            tables.0.iter().flat_map(|(name, rows)| rows.iter().map(move |row| format!("{name} {row}"))).collect()
        };
        let (before, after) = (lines(self), lines(later));
        let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
        let come = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
        gone.chain(come).collect()
    }
}
