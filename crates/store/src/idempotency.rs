//! Idempotency records: responses stored for retries, in the transaction of the write they belong to.

use std::collections::BTreeMap;

use domain::id::UserId;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Tx};

/// The result of claiming a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is claimed: run the request, then [`keep`] its response.
    Ours,
    /// The same request was answered before.
    Recorded(RecordedResponse),
    /// The key was used for another request.
    Reused,
    /// The key's first use is still running.
    UnderWay,
}

/// A stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers that belong to it, by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// A user's key and the request it came with.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// The user.
    pub user: UserId,
    /// The key.
    pub key: Uuid,
    /// A digest of method, path and body.
    pub fingerprint: &'a [u8],
}

/// Claims a key. Waits for a concurrent use of it as long as a connection waits for any lock
/// ([`crate::pool::Timeouts::lock`]). It must be the transaction's first statement, because a lock time-out leaves the
/// transaction unusable.
///
/// # Errors
/// [`Error::Corrupt`] when the stored response's status is invalid.
#[tracing::instrument(target = "trace", name = "store.idempotency.claim", skip_all)]
pub async fn claim(tx: &mut Tx, key: &Key<'_>) -> Result<Claim, Error> {
    let claimed = sqlx::query!(
        "insert into idempotency_keys (user_id, key, fingerprint) values ($1, $2, $3) on conflict do nothing",
        key.user.0,
        key.key,
        key.fingerprint,
    )
    .execute(&mut **tx)
    .await;
    match claimed {
        Err(error) if is_lock_timeout(&error) => return Ok(Claim::UnderWay),
        Err(error) => return Err(error.into()),
        Ok(claimed) if claimed.rows_affected() > 0 => return Ok(Claim::Ours),
        Ok(_) => {}
    }
    let kept = sqlx::query!(
        r#"select fingerprint, status as "status!", headers as "headers: Json<BTreeMap<String, String>>", body
        from idempotency_keys
        where user_id = $1 and key = $2"#,
        key.user.0,
        key.key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    // Retention deleted the record between the two statements: a day has passed, and the client may retry.
    let Some(kept) = kept else { return Ok(Claim::UnderWay) };
    if kept.fingerprint != key.fingerprint {
        return Ok(Claim::Reused);
    }
    let status = u16::try_from(kept.status).map_err(|_| Error::corrupt("status", &kept.status))?;
    Ok(Claim::Recorded(RecordedResponse { status, headers: kept.headers.0, body: kept.body }))
}

/// Stores the response to the request that claimed the key.
///
/// # Errors
/// [`Error::Refused`] for a response that must not be stored: 401, 403, 429 or 5xx.
#[tracing::instrument(target = "trace", name = "store.idempotency.keep", skip_all)]
pub async fn keep(tx: &mut Tx, key: &Key<'_>, response: &RecordedResponse) -> Result<(), Error> {
    sqlx::query!(
        "update idempotency_keys set status = $3, headers = $4, body = $5 where user_id = $1 and key = $2",
        key.user.0,
        key.key,
        i16::try_from(response.status).unwrap_or_default(),
        Json(&response.headers) as _,
        response.body,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the error is SQLSTATE 55P03.
fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|refusal| refusal.code().as_deref() == Some("55P03"))
}
