//! Retention: how long temporary rows are kept, and their deletion.

use std::time::Duration;

use crate::{Error, Tx};

/// How long nudges are kept for clients that resume. Older ones are deleted, so the outbox cannot tell when a nudge
/// before that was sent.
pub const NUDGES: Duration = Duration::from_secs(3_600);
/// How long answers are kept for retries.
const ANSWERS: &str = "24 hours";
/// How long a retired signing key is accepted: longer than the last cookie that it signed is valid.
const RETIRED_KEYS: &str = "31 days";
/// How long a lobby that never became a match is kept.
const LOBBIES: &str = "2 days";

/// Deletes old nudges except the newest of them, old idempotency records, lobbies that never became a match, the fetch
/// times of histories whose account is on no roster any more, and what has expired of the built-in sign-in.
#[tracing::instrument(target = "trace", name = "store.retention.delete_expired", skip_all)]
pub async fn delete_expired(tx: &mut Tx) -> Result<(), Error> {
    let nudges = format!("{} seconds", NUDGES.as_secs());
    // Readers that have received nothing since know the newest of the old nudges: its presence tells them that this is
    // still the same outbox.
    sqlx::query!(
        "with old as (
            select id
            from nudges
            where created_at < now() - $1::text::interval
        )
        delete from nudges
        using old
        where nudges.id = old.id and old.id < (select max(id) from old)",
        nudges.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from idempotency_keys where created_at < now() - $1::text::interval", ANSWERS)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from matches m
        where m.completed_at is null
            and m.updated_at < now() - $1::text::interval
            and not exists (select from match_players p where p.match_id = m.match_id)
            and not exists (select from live_match_players p where p.match_id = m.match_id)",
        LOBBIES,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from history_fetches fetched
        where not exists (select from tournament_players entry where entry.profile_id = fetched.profile_id)"
    )
    .execute(&mut **tx)
    .await?;
    delete_expired_of_sign_in(tx).await
}

#[tracing::instrument(target = "trace", name = "store.retention.delete_expired_of_sign_in", skip_all)]
async fn delete_expired_of_sign_in(tx: &mut Tx) -> Result<(), Error> {
    sqlx::query!("delete from sign_in_links where expires_at < now()").execute(&mut **tx).await?;
    sqlx::query!("delete from host_sessions where expires_at < now()").execute(&mut **tx).await?;
    sqlx::query!("delete from signing_keys where retired_at < now() - $1::text::interval", RETIRED_KEYS)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
