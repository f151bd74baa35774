//! Databases as years of polls would leave them: for tests of query plans, and for `make bench CASES=growth`.

use crate::Database;
use domain::clock::Timestamp;
use sqlx::{Connection as _, PgConnection, raw_sql};

/// The numbers of rows; `tests/fill.sql` describes each.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Running tournaments.
    pub tournaments: u32,
    /// Entries of each, every one with an account of its own.
    pub entries: u32,
    /// Games of all accounts within the windows.
    pub games: u32,
    /// Games before that.
    pub past_games: u32,
    /// Accounts in each game.
    pub players: u32,
}

/// Fills an empty database; the last game ended at `now`.
pub async fn fill(database: &Database, size: Size, now: Timestamp) {
    // Its own connection, without the limits of the service's.
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    // Test servers commit asynchronously: until the log is flushed, a vacuum cannot tell that all transactions see the
    // rows.
    raw_sql("set synchronous_commit = on").execute(&mut connection).await.unwrap();
    for (name, value) in [
        ("now", now.to_string()),
        ("tournaments", size.tournaments.to_string()),
        ("entries", size.entries.to_string()),
        ("games", size.games.to_string()),
        ("past_games", size.past_games.to_string()),
        ("players", size.players.to_string()),
    ] {
        let set = sqlx::query("select set_config('growth.' || $1, $2, false)").bind(name).bind(value);
        set.execute(&mut connection).await.unwrap();
    }
    raw_sql(include_str!("../fill.sql")).execute(&mut connection).await.unwrap();
    // A vacuum cannot run within the other statements' transaction.
    raw_sql("vacuum analyze").execute(&mut connection).await.unwrap();
}
