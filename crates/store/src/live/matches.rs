//! The matches behind the lobbies: their state, and when they last changed.

use domain::{clock::Timestamp, live::Lobby};

use crate::{Error, Tx, columns::column};

/// Updates the times of lobbies whose members changed. A finished match shows who played it, whoever stays in its
/// lobby.
#[tracing::instrument(target = "trace", name = "store.live.matches.touch", skip_all)]
pub(super) async fn touch(tx: &mut Tx, lobbies: &[i64], now: Timestamp) -> Result<(), Error> {
    if lobbies.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update matches set updated_at = $2
        where match_id = any($1) and completed_at is null and updated_at <> $2",
        lobbies,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.live.matches.save_matches", skip_all)]
pub(super) async fn save_matches(tx: &mut Tx, lobbies: &[Lobby], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_scalar!(
        "insert into matches as stored
            (match_id, matchtype_id, leaderboard_id, map_name, description, state, started_at, updated_at)
        select seen.*, $7::timestamptz, $7::timestamptz
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
            as seen (match_id, matchtype_id, leaderboard_id, map_name, description, state)
        left join matches known on known.match_id = seen.match_id
        where known.match_id is null or (known.state = 'staging' and seen.state = 'in_progress')
        on conflict (match_id) do update
        set state = excluded.state, updated_at = excluded.updated_at
        where stored.state = 'staging' and excluded.state = 'in_progress'
        returning match_id",
        &column(lobbies, |l| l.match_id.0),
        &column(lobbies, |l| l.matchtype_id.0),
        &column(lobbies, |l| l.leaderboard_id.map(|id| id.0)) as &[Option<i64>],
        &column(lobbies, |l| l.map_name.clone()),
        &column(lobbies, |l| l.description.clone()) as &[Option<String>],
        &column(lobbies, |l| if l.started { "in_progress" } else { "staging" }.to_owned()),
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}
