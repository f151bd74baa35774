//! Databases as years of polls would leave them.

use std::time::Instant;

use domain::clock::Timestamp;
use sqlx::{Connection as _, PgConnection, raw_sql};
use tests::Database;

/// What there is; `bench/fill.sql` tells of each number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) tournaments: u32,
    pub(super) entries: u32,
    pub(super) games: u32,
    pub(super) past_games: u32,
    pub(super) players: u32,
}

/// Fills an empty database.
pub(super) async fn fill(database: &Database, size: Size, now: Timestamp) {
    let started = Instant::now();
    // One of its own, without the limits of those that serve.
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
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
    raw_sql(include_str!("../../fill.sql")).execute(&mut connection).await.unwrap();
    // Not within the transaction of the others.
    raw_sql("vacuum analyze").execute(&mut connection).await.unwrap();
    eprintln!("  filled {size:?} in {:.0} s", started.elapsed().as_secs_f64());
}
