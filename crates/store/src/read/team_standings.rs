//! The facts behind the teams' standings.

use domain::{clock::Timestamp, team_standings::TeamStandingsFacts, tournament::Tournament};

use super::{field, reference, roster};
use crate::{Error, Snapshot};

/// Everything the teams' standings of `tournament` are computed from.
///
/// # Errors
/// When the database does.
pub async fn facts(
    snapshot: &mut Snapshot,
    tournament: Tournament,
    now: Timestamp,
) -> Result<TeamStandingsFacts, Error> {
    let teams = roster::teams(snapshot, tournament.id).await?;
    let civilizations = reference::civilization_names(snapshot).await?;
    Ok(TeamStandingsFacts { field: field::load(snapshot, tournament, now).await?, teams, civilizations })
}
