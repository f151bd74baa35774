//! Where entrants met.

use domain::{field::Field, head_to_head::MapNames, head_to_head::meetings, id::MatchId};

use crate::{Error, Snapshot};

/// Where the newest `most` games between entrants were played.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn maps(snapshot: &mut Snapshot, field: &Field, most: usize) -> Result<MapNames, Error> {
    let ids: Vec<_> = meetings(field, most).into_iter().map(|meeting| meeting.match_id.0).collect();
    let rows = sqlx::query_file!("src/read/maps.sql", &ids).fetch_all(&mut *snapshot.0).await?;
    Ok(rows.into_iter().map(|row| (MatchId(row.match_id), row.map_name)).collect())
}
