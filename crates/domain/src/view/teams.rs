//! Views of teams.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    id::{TeamId, TournamentId},
    roster::Team,
};

/// A team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamRead {
    /// The team.
    pub id: TeamId,
    /// Its tournament.
    pub tournament_id: TournamentId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
}

impl From<Team> for TeamRead {
    fn from(team: Team) -> Self {
        Self { id: team.id, tournament_id: team.tournament_id, name: team.name, initials: team.initials }
    }
}
