//! The catalogue of ladders and civilizations.

use domain::reference::Catalogue;

use crate::{Error, Write, columns::column};

/// Writes what differs from what is stored and says whether anything did. Nothing is ever removed:
/// old matches still name what left the catalogue.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Write<'_>, catalogue: &Catalogue) -> Result<bool, Error> {
    let leaderboards = sqlx::query!(
        "insert into leaderboards as stored (leaderboard_id, name, is_ranked)
        select * from unnest($1::bigint[], $2::text[], $3::boolean[])
        on conflict (leaderboard_id) do update set name = excluded.name, is_ranked = excluded.is_ranked
        where (stored.name, stored.is_ranked) is distinct from (excluded.name, excluded.is_ranked)",
        &column(&catalogue.leaderboards, |l| l.leaderboard_id.0),
        &column(&catalogue.leaderboards, |l| l.name.clone()),
        &column(&catalogue.leaderboards, |l| l.is_ranked),
    )
    .execute(&mut **tx)
    .await?;
    let civilizations = sqlx::query!(
        "insert into civilizations as stored (civilization_id, name)
        select * from unnest($1::bigint[], $2::text[])
        on conflict (civilization_id) do update set name = excluded.name
        where stored.name is distinct from excluded.name",
        &column(&catalogue.civilizations, |c| c.civilization_id.0),
        &column(&catalogue.civilizations, |c| c.name.clone()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(leaderboards.rows_affected() + civilizations.rows_affected() > 0)
}
