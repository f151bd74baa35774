//! The worker's lease: any number of workers may run, one polls, and a paused former leader cannot write (fencing).

use std::time::Duration;

use crate::{Error, Pool, Tx};

/// How long a lease lasts without renewal.
pub const TERM: Duration = Duration::from_secs(6);
/// How often its holder renews it.
pub const RENEWAL: Duration = Duration::from_secs(2);
/// How often others try to acquire it: after a holder dies, polls are missed for the rest of its term and little more.
pub const TRY: Duration = Duration::from_secs(1);

/// The key of the advisory lock that writes share and a change of leader takes exclusively. A row lock would do the
/// same, but write to the write-ahead log with every poll.
const WRITE_LOCK: i64 = 0x616f_6533;

/// The right to poll in one epoch: a number that the database checks with every write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(pub i64);

/// Takes the lease if it is free or expired, or renews it if `holder` has it; `None` when another worker has it.
///
/// Taking over starts a new epoch. The database's clock decides, because workers' clocks may differ.
#[tracing::instrument(target = "trace", name = "store.lease.acquire", skip_all)]
pub async fn acquire(pool: &Pool, holder: &str) -> Result<Option<Epoch>, Error> {
    let term = sqlx::postgres::types::PgInterval { months: 0, days: 0, microseconds: micros(TERM) };
    let renewed = sqlx::query_scalar!(
        "update worker_lease set expires_at = now() + $2 where holder = $1 and expires_at > now() returning epoch",
        holder,
        term.clone(),
    )
    .fetch_optional(pool)
    .await?;
    if let Some(epoch) = renewed {
        return Ok(Some(Epoch(epoch)));
    }
    // One statement, so that a worker that is paused in the middle of it holds no lock. Writes of the old epoch finish
    // first; the next try comes soon.
    let taken = sqlx::query_scalar!(
        "insert into worker_lease as lease (holder, epoch, expires_at)
        select $1, 1, now() + $2
        from (select pg_try_advisory_xact_lock($3) as is_free offset 0) as writes
        where writes.is_free
        on conflict (id) do update
        set holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
        where lease.expires_at <= now()
        returning epoch",
        holder,
        term,
        WRITE_LOCK,
    )
    .fetch_optional(pool)
    .await?;
    Ok(taken.map(Epoch))
}

/// Releases the lease: the next worker to ask gets it at once.
#[tracing::instrument(target = "trace", name = "store.lease.release", skip_all)]
pub async fn release(pool: &Pool, epoch: Epoch) -> Result<(), Error> {
    sqlx::query!("update worker_lease set expires_at = now() where epoch = $1", epoch.0).execute(pool).await?;
    Ok(())
}

/// Begins a worker's write, during which no other worker can take the lease.
///
/// The database cuts off a worker that is paused within one, and rolls the write back.
///
/// # Errors
/// [`Error::Fenced`] when the epoch is over.
#[tracing::instrument(target = "trace", name = "store.lease.begin", skip_all)]
pub async fn begin(pool: &Pool, epoch: Epoch) -> Result<Tx, Error> {
    let mut tx = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock_shared($1)", WRITE_LOCK).fetch_one(&mut *tx).await?;
    // A statement of its own: it must see what was committed before the lock was acquired.
    let held = sqlx::query!("select from worker_lease where epoch = $1 and expires_at > clock_timestamp()", epoch.0)
        .fetch_optional(&mut *tx)
        .await?;
    held.map(|_| tx).ok_or(Error::Fenced)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
