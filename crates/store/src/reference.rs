//! The catalogue of leaderboards and civilizations.

use domain::reference::Catalogue;

use crate::{Error, Tx, columns::column, poll_status::StatusRow};

/// The row in which the poll of the catalogue records its successes.
pub const STATUS_ROW: StatusRow = StatusRow("reference");

/// Writes what differs from what is stored and returns whether anything did. Nothing is ever removed, because old
/// matches refer to items that have left the catalogue.
#[tracing::instrument(target = "trace", name = "store.reference.save", skip_all)]
pub async fn save(tx: &mut Tx, catalogue: &Catalogue) -> Result<bool, Error> {
    let leaderboards = sqlx::query!(
        "insert into leaderboards (leaderboard_id, name, is_ranked)
        select polled.*
        from unnest($1::bigint[], $2::text[], $3::boolean[]) as polled (leaderboard_id, name, is_ranked)
        left join leaderboards known on known.leaderboard_id = polled.leaderboard_id
        where (known.name, known.is_ranked) is distinct from (polled.name, polled.is_ranked)
        on conflict (leaderboard_id) do update set name = excluded.name, is_ranked = excluded.is_ranked",
        &column(&catalogue.leaderboards, |l| l.leaderboard_id.0),
        &column(&catalogue.leaderboards, |l| l.name.clone()),
        &column(&catalogue.leaderboards, |l| l.is_ranked),
    )
    .execute(&mut **tx)
    .await?;
    let civilizations = sqlx::query!(
        "insert into civilizations (civilization_id, name)
        select polled.*
        from unnest($1::bigint[], $2::text[]) as polled (civilization_id, name)
        left join civilizations known on known.civilization_id = polled.civilization_id
        where known.name is distinct from polled.name
        on conflict (civilization_id) do update set name = excluded.name",
        &column(&catalogue.civilizations, |c| c.civilization_id.0),
        &column(&catalogue.civilizations, |c| c.name.clone()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(leaderboards.rows_affected() + civilizations.rows_affected() > 0)
}
