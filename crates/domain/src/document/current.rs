//! A stored tournament, and the document that describes it.

use super::{Account, Document, EntryDocument, StageDocument, TeamDocument, presentation::normalised};
use crate::{
    id::{EntryId, StageId, UserId},
    roster::{Entry, Team},
    stages::{
        settings::StageSettings,
        side::{Participant, Side},
    },
    tournament::Tournament,
};

/// Everything that is stored of what hosts decided about a tournament.
#[derive(Clone, Debug, PartialEq)]
pub struct Current {
    /// The tournament.
    pub tournament: Tournament,
    /// Its owners, the oldest first.
    pub owners: Vec<UserId>,
    /// Its roster, the oldest entry first.
    pub entries: Vec<Entry>,
    /// Its teams, the oldest first.
    pub teams: Vec<CurrentTeam>,
    /// Its stages, the oldest first.
    pub stages: Vec<CurrentStage>,
    /// The sides of its series outside of stages. They cannot be removed.
    pub sides_outside_stages: Vec<Side>,
}

/// A team with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentTeam {
    /// The team.
    pub team: Team,
    /// Its members, the oldest entry first.
    pub members: Vec<EntryId>,
    /// The member who leads the team.
    pub captain: Option<EntryId>,
}

/// A stage with its participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentStage {
    /// The stage.
    pub id: StageId,
    /// What its host set.
    pub settings: StageSettings,
    /// Its participants, in the order of seeds.
    pub participants: Vec<Participant>,
    /// Whether it was started.
    pub is_started: bool,
    /// How many rounds of a Swiss stage were started.
    pub rounds: usize,
}

impl Current {
    /// The team of an entry.
    #[must_use]
    pub fn team_of(&self, entry: EntryId) -> Option<&CurrentTeam> {
        self.teams.iter().find(|team| team.members.contains(&entry))
    }

    /// The name of an entry.
    #[must_use]
    pub fn name_of(&self, entry: EntryId) -> Option<&str> {
        self.entries.iter().find(|stored| stored.id == entry).map(|stored| stored.name.as_str())
    }

    /// The name of an entry or a team.
    #[must_use]
    pub fn name_of_side(&self, side: Side) -> Option<&str> {
        match side {
            Side::Entry(entry) => self.name_of(entry),
            Side::Team(team) => {
                self.teams.iter().find(|stored| stored.team.id == team).map(|stored| stored.team.name.as_str())
            }
        }
    }

    fn stage_document(&self, stage: &CurrentStage) -> StageDocument {
        let named =
            |participant: &Participant| (self.name_of_side(participant.side).unwrap_or_default(), participant.group);
        StageDocument::of(&stage.settings, &stage.participants.iter().map(named).collect::<Vec<_>>())
    }

    /// The document that describes the stored tournament.
    #[must_use]
    pub fn document(&self) -> Document {
        let tournament = &self.tournament;
        let name = |entry: &EntryId| self.name_of(*entry).unwrap_or_default().to_owned();
        Document {
            slug: tournament.slug.clone(),
            name: tournament.name.clone(),
            leaderboard_id: tournament.leaderboard_id,
            rank_by: tournament.rank_by,
            start_date: tournament.window.start,
            end_date: tournament.window.end,
            prize_pool_cents: tournament.prize_pool_cents,
            host_stream_urls: tournament.host_stream_urls.clone(),
            presentation: normalised(&tournament.presentation),
            owners: self.owners.clone(),
            entries: self
                .entries
                .iter()
                .map(|entry| EntryDocument {
                    name: entry.name.clone(),
                    account: entry.profile_id.map(Account),
                    presentation: normalised(&entry.presentation),
                })
                .collect(),
            teams: self
                .teams
                .iter()
                .map(|CurrentTeam { team, members, captain }| TeamDocument {
                    name: team.name.clone(),
                    initials: team.initials.clone(),
                    captain: captain.as_ref().map(name),
                    members: members.iter().map(name).collect(),
                })
                .collect(),
            stages: (!self.stages.is_empty())
                .then(|| self.stages.iter().map(|stage| self.stage_document(stage)).collect()),
        }
    }
}
