//! The keys that sign cookies: one signs, and those before it are accepted until they are deleted.

use domain::clock::Timestamp;
use uuid::Uuid;

use crate::{Connection, Error, Tx};

/// A key that signs. It has no text form, so that no log line has it.
pub struct SigningKey {
    /// Its id, the `kid` of what it signs.
    pub id: Uuid,
    /// The private key: an RSAPrivateKey of PKCS #1 in DER.
    pub private_key: Vec<u8>,
    /// Its public half.
    pub public: PublicKey,
}

/// The public half of a key: two numbers, big-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The `n` of RSA.
    pub modulus: Vec<u8>,
    /// The `e` of RSA.
    pub exponent: Vec<u8>,
}

/// The key that signs, once there is one.
#[tracing::instrument(target = "trace", name = "store.sign_in.signing_keys.current", skip_all)]
pub async fn current(connection: &mut Connection) -> Result<Option<SigningKey>, Error> {
    let row = sqlx::query!("select id, private_key, modulus, exponent from signing_keys where retired_at is null")
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| SigningKey {
        id: row.id,
        private_key: row.private_key,
        public: PublicKey { modulus: row.modulus, exponent: row.exponent },
    }))
}

/// Stores the first key, unless another process was faster: [`current`] tells which one signs.
#[tracing::instrument(target = "trace", name = "store.sign_in.signing_keys.offer", skip_all)]
pub async fn offer(connection: &mut Connection, key: &SigningKey, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into signing_keys (id, private_key, modulus, exponent, created_at) values ($1, $2, $3, $4, $5)
        on conflict do nothing",
        key.id,
        key.private_key,
        key.public.modulus,
        key.public.exponent,
        now.inner(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Has `key` sign from now on. The one that signed until now is accepted until it is deleted.
#[tracing::instrument(target = "trace", name = "store.sign_in.signing_keys.rotate", skip_all)]
pub async fn rotate(tx: &mut Tx, key: &SigningKey, now: Timestamp) -> Result<(), Error> {
    // Two that rotate at the same time do so one after the other.
    sqlx::query!("lock table signing_keys in share row exclusive mode").execute(&mut **tx).await?;
    sqlx::query!("update signing_keys set retired_at = $1 where retired_at is null", now.inner())
        .execute(&mut **tx)
        .await?;
    offer(tx, key, now).await
}

/// Deletes all keys but the one that signs, and every session, which no other key's cookie opens any more; says how
/// many sessions there were.
#[tracing::instrument(target = "trace", name = "store.sign_in.signing_keys.drop_retired", skip_all)]
pub async fn drop_retired(tx: &mut Tx) -> Result<u64, Error> {
    sqlx::query!("delete from signing_keys where retired_at is not null").execute(&mut **tx).await?;
    let ended = sqlx::query!("delete from host_sessions").execute(&mut **tx).await?;
    Ok(ended.rows_affected())
}

/// The public halves of all keys whose cookies are accepted, the one that signs first.
#[tracing::instrument(target = "trace", name = "store.sign_in.signing_keys.public", skip_all)]
pub async fn public(connection: &mut Connection) -> Result<Vec<(Uuid, PublicKey)>, Error> {
    let rows = sqlx::query!("select id, modulus, exponent from signing_keys order by retired_at desc nulls first, id")
        .fetch_all(connection)
        .await?;
    let key = |(id, modulus, exponent)| (id, PublicKey { modulus, exponent });
    Ok(rows.into_iter().map(|row| key((row.id, row.modulus, row.exponent))).collect())
}
