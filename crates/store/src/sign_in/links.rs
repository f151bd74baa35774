//! Sign-in links. What is stored of one is the digest of its token.

use domain::{clock::Timestamp, id::UserId};

use crate::{Connection, Error, Tx};

/// Stores a host's link, in place of the one before.
#[tracing::instrument(target = "trace", name = "store.sign_in.links.replace", skip_all)]
pub async fn replace(
    connection: &mut Connection,
    user: UserId,
    digest: &[u8; 32],
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into sign_in_links (user_id, digest, expires_at) values ($1, $2, $3)
        on conflict (user_id) do update set digest = excluded.digest, expires_at = excluded.expires_at",
        user.0,
        &digest[..],
        expires_at.inner(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Uses a link up: whose it was, if it was good.
#[tracing::instrument(target = "trace", name = "store.sign_in.links.use_up", skip_all)]
pub async fn use_up(tx: &mut Tx, digest: &[u8; 32], now: Timestamp) -> Result<Option<UserId>, Error> {
    let used = sqlx::query!(
        "delete from sign_in_links where digest = $1 and expires_at > $2 returning user_id",
        &digest[..],
        now.inner(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(used.map(|row| UserId(row.user_id)))
}
