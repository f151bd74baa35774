//! The facts behind the games between entrants.

use std::collections::HashMap;

use domain::{
    clock::Timestamp,
    head_to_head::{HeadToHeadFacts, meetings},
    id::MatchId,
    tournament::Tournament,
};

use super::{field, reference};
use crate::{Error, Snapshot};

/// Everything the newest `limit` games between entrants of `tournament` are shown from.
///
/// # Errors
/// When the database does.
pub async fn facts(
    snapshot: &mut Snapshot,
    tournament: Tournament,
    now: Timestamp,
    limit: usize,
) -> Result<HeadToHeadFacts, Error> {
    let field = field::load(snapshot, tournament, now).await?;
    let shown: Vec<_> = meetings(&field, limit).into_iter().map(|meeting| meeting.match_id).collect();
    let maps = maps(snapshot, &shown).await?;
    let civilizations = reference::civilization_names(snapshot).await?;
    Ok(HeadToHeadFacts { field, limit, maps, civilizations })
}

async fn maps(snapshot: &mut Snapshot, matches: &[MatchId]) -> Result<HashMap<MatchId, String>, Error> {
    let ids: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query!("select match_id, map_name from matches where match_id = any($1)", &ids)
        .fetch_all(&mut *snapshot.0)
        .await?;
    Ok(rows.into_iter().map(|row| (MatchId(row.match_id), row.map_name)).collect())
}
