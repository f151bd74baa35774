//! The set-up of a new connection: reads the server's identity and clock, and sets the limits.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::clock::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Row as _};

use super::{Limits, Pooler};

/// What a new connection learns about the server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Introduction {
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

const QUESTION: &str = "select
    current_setting('server_encoding') as encoding,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only,
    clock_timestamp() as now";

/// Sets the connection's limits, if its settings last, and reads the server's state, in one message.
///
/// # Errors
/// The driver's, and [`WrongEncoding`] as a configuration error.
pub(super) async fn introduce(
    connection: &mut PgConnection,
    limits: Limits,
    pooler: Pooler,
) -> Result<Introduction, sqlx::Error> {
    let set_up = if pooler == Pooler::None { limits.of_session() } else { String::new() };
    let sent_at = Instant::now();
    let row = connection.fetch_one(sqlx::raw_sql(AssertSqlSafe(format!("{set_up}{QUESTION}")))).await?;
    let at = Instant::now();
    let encoding: String = row.try_get("encoding")?;
    if encoding != "UTF8" {
        return Err(sqlx::Error::Configuration(Box::new(WrongEncoding(encoding))));
    }
    let now: DateTime<Utc> = row.try_get("now")?;
    Ok(Introduction { is_read_only: row.try_get("is_read_only")?, now: now.into(), took: at - sent_at, at })
}
