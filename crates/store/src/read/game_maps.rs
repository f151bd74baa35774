//! The maps of games between entrants.

use std::sync::Arc;

use domain::{
    head_to_head::{MapNames, meetings},
    id::MatchId,
    tournament_facts::TournamentFacts,
};

use super::accounts::{Accounts, EarlierPart};
use crate::{Error, Snapshot};

/// The maps of the newest `most` games between entrants, whose roster has `accounts`.
#[tracing::instrument(target = "trace", name = "store.read.game_maps.maps", skip_all)]
pub async fn maps(
    snapshot: &mut Snapshot,
    tournament_facts: &TournamentFacts,
    most: usize,
    accounts: &Accounts,
    earlier: Option<&EarlierPart<Arc<MapNames>>>,
) -> Result<MapNames, Error> {
    let (mut maps, mut missing) = (MapNames::new(), Vec::new());
    for meeting in meetings(tournament_facts, most) {
        let known = meeting.profile().and_then(|profile| accounts.unchanged(earlier, profile));
        match known.and_then(|known| known.get(&meeting.match_id)) {
            Some(map_name) => _ = maps.insert(meeting.match_id, map_name.clone()),
            None => missing.push(meeting.match_id.0),
        }
    }
    if !missing.is_empty() {
        let rows = sqlx::query_file!("src/read/maps.sql", &missing).fetch_all(&mut **snapshot).await?;
        maps.extend(rows.into_iter().map(|row| (MatchId(row.match_id), row.map_name)));
    }
    Ok(maps)
}
