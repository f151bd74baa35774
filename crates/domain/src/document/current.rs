//! A stored tournament, and the document that describes it.

use super::{Account, Document, EntryDocument, TeamDocument, presentation::normalised};
use crate::{
    id::{EntryId, UserId},
    roster::{Entry, Team},
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
        }
    }
}
