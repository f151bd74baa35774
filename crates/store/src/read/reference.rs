//! The catalogue as last polled.

use std::collections::HashMap;

use domain::{
    id::{CivilizationId, LeaderboardId},
    reference::{Civilization, Leaderboard},
};

use crate::{Error, Snapshot};

/// The ladders, by id.
#[tracing::instrument(target = "trace", name = "store.read.reference.leaderboards", skip_all)]
pub async fn leaderboards(snapshot: &mut Snapshot) -> Result<Vec<Leaderboard>, Error> {
    let rows = sqlx::query!("select leaderboard_id, name, is_ranked from leaderboards order by leaderboard_id")
        .fetch_all(&mut **snapshot)
        .await?;
    let leaderboards = rows.into_iter().map(|row| Leaderboard {
        leaderboard_id: LeaderboardId(row.leaderboard_id),
        name: row.name,
        is_ranked: row.is_ranked,
    });
    Ok(leaderboards.collect())
}

/// The civilizations, by id.
#[tracing::instrument(target = "trace", name = "store.read.reference.civilizations", skip_all)]
pub async fn civilizations(snapshot: &mut Snapshot) -> Result<Vec<Civilization>, Error> {
    let rows = sqlx::query!("select civilization_id, name from civilizations order by civilization_id")
        .fetch_all(&mut **snapshot)
        .await?;
    let civilizations = rows
        .into_iter()
        .map(|row| Civilization { civilization_id: CivilizationId(row.civilization_id), name: row.name });
    Ok(civilizations.collect())
}

/// The civilizations' names.
pub async fn civilization_names(snapshot: &mut Snapshot) -> Result<HashMap<CivilizationId, String>, Error> {
    let civilizations = civilizations(snapshot).await?;
    Ok(civilizations.into_iter().map(|civilization| (civilization.civilization_id, civilization.name)).collect())
}
