//! The set-up of a new connection: sets its time-outs, and reads the server's encoding, clock, and whether it accepts
//! writes.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::clock::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Row as _};

use super::{Pooler, Timeouts};

/// What the set-up of a connection reads of the server.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServerInfo {
    /// Whether it accepts no writes: a standby, or set to read-only.
    pub(super) is_read_only: bool,
    /// The server's time.
    pub(super) now: Timestamp,
    /// How long the query took, measured on our side.
    pub(super) took: Duration,
    /// When the answer arrived.
    pub(super) at: Instant,
}

/// The database's encoding is not UTF-8.
#[derive(Debug, thiserror::Error)]
#[error("the database's encoding is {0}; make one with `create database … encoding 'UTF8' template template0`")]
pub(crate) struct WrongEncoding(String);

const QUERY: &str = "select
    current_setting('server_encoding') as encoding,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only,
    clock_timestamp() as now";

/// Sets the connection's time-outs, if its settings last, and reads the server's state, in one message.
///
/// # Errors
/// The driver's, and [`WrongEncoding`] as a configuration error.
pub(super) async fn set_up(
    connection: &mut PgConnection,
    timeouts: Timeouts,
    pooler: Pooler,
) -> Result<ServerInfo, sqlx::Error> {
    let settings = if pooler == Pooler::None { timeouts.of_session() } else { String::new() };
    let sent_at = Instant::now();
    let row = connection.fetch_one(sqlx::raw_sql(AssertSqlSafe(format!("{settings}{QUERY}")))).await?;
    let at = Instant::now();
    let encoding: String = row.try_get("encoding")?;
    if encoding != "UTF8" {
        return Err(sqlx::Error::Configuration(Box::new(WrongEncoding(encoding))));
    }
    let now: DateTime<Utc> = row.try_get("now")?;
    Ok(ServerInfo { is_read_only: row.try_get("is_read_only")?, now: now.into(), took: at - sent_at, at })
}
