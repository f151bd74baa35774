//! A plan: the changes that turn a stored tournament into what a document says, as data that is computed once, then
//! shown and executed.

mod stages;

use std::collections::BTreeSet;

use super::{CheckedDocument, Current, CurrentStage};
use crate::{
    id::{EntryId, ProfileId, TeamId, UserId},
    nudge::Event,
    roster::{Entry, Presentation, Team},
    tournament::Tournament,
};
pub use stages::{NewParticipant, NewStage, ParticipantsChange, SideRef, StageEdit};

/// Changes to one tournament. The changes within one list can be made in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The tournament's slug.
    pub slug: String,
    /// The change to the tournament itself.
    pub tournament: Option<TournamentChange>,
    /// New owners, in the document's order.
    pub owners_granted: Vec<UserId>,
    /// Owners who lose their ownership.
    pub owners_revoked: Vec<UserId>,
    /// New entries, in the document's order.
    pub entries_added: Vec<NewEntry>,
    /// Edited entries, before and after.
    pub entries_edited: Vec<(Entry, Entry)>,
    /// Entries to remove, from their teams too.
    pub entries_removed: Vec<Entry>,
    /// New teams, in the document's order.
    pub teams_added: Vec<NewTeam>,
    /// Edited teams, before and after.
    pub teams_edited: Vec<(Team, Team)>,
    /// Teams to remove; their members stay on the roster.
    pub teams_removed: Vec<Team>,
    /// Entries that join, leave or change their team.
    pub members: Vec<MemberChange>,
    /// Teams that get another captain, or none.
    pub captains: Vec<CaptainChange>,
    /// New stages, in the document's order.
    pub stages_added: Vec<NewStage>,
    /// Edited stages.
    pub stages_edited: Vec<StageEdit>,
    /// Stages to remove. None of them was started.
    pub stages_removed: Vec<CurrentStage>,
    /// What is stored but not in the document, and stays.
    pub not_in_document: Vec<NotInDocument>,
}

/// A change to the tournament itself.
#[derive(Clone, Debug, PartialEq)]
pub enum TournamentChange {
    /// Create it.
    Create(Box<CheckedDocument>),
    /// Edit it.
    Edit {
        /// The stored tournament.
        before: Box<Tournament>,
        /// The edited tournament.
        after: Box<Tournament>,
    },
}

/// An entry to add.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Its name.
    pub name: String,
    /// The account it is linked to.
    pub profile_id: Option<ProfileId>,
    /// The frontends' own data.
    pub presentation: Presentation,
}

/// A team to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTeam {
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
}

/// A reference to a stored entry, or to one that the plan adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryRef {
    /// A stored one.
    Stored(EntryId),
    /// One of [`Plan::entries_added`].
    New(usize),
}

/// A reference to a stored team, or to one that the plan adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TeamRef {
    /// A stored one.
    Stored(TeamId),
    /// One of [`Plan::teams_added`].
    New(usize),
}

/// An entry that joins, leaves or changes its team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// The entry.
    pub entry: EntryRef,
    /// The entry's name after the change.
    pub name: String,
    /// The team it leaves, with its name.
    pub from: Option<(TeamId, String)>,
    /// The team it joins, with its name.
    pub to: Option<(TeamRef, String)>,
}

/// A team that gets another captain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptainChange {
    /// The team.
    pub team: TeamRef,
    /// The team's name after the change.
    pub name: String,
    /// The present captain, with their name.
    pub before: Option<(EntryId, String)>,
    /// The new captain, with their name.
    pub after: Option<(EntryRef, String)>,
}

/// Something that is stored but not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInDocument {
    /// An owner.
    Owner(UserId),
    /// An entry, by its name.
    Entry(String),
    /// A team, by its name.
    Team(String),
    /// A stage, by its name.
    Stage(String),
}

impl Plan {
    /// A plan without changes.
    pub(super) fn empty(slug: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            tournament: None,
            owners_granted: Vec::new(),
            owners_revoked: Vec::new(),
            entries_added: Vec::new(),
            entries_edited: Vec::new(),
            entries_removed: Vec::new(),
            teams_added: Vec::new(),
            teams_edited: Vec::new(),
            teams_removed: Vec::new(),
            members: Vec::new(),
            captains: Vec::new(),
            stages_added: Vec::new(),
            stages_edited: Vec::new(),
            stages_removed: Vec::new(),
            not_in_document: Vec::new(),
        }
    }

    /// The number of changes.
    #[must_use]
    pub fn change_count(&self) -> usize {
        usize::from(self.tournament.is_some())
            + self.owners_granted.len()
            + self.owners_revoked.len()
            + self.on_roster()
            + self.stages_added.len()
            + self.stages_edited.len()
            + self.stages_removed.len()
    }

    /// The number of changes that show in the standings.
    fn on_roster(&self) -> usize {
        let entries = self.entries_added.len() + self.entries_edited.len() + self.entries_removed.len();
        let teams = self.teams_added.len() + self.teams_edited.len() + self.teams_removed.len();
        entries + teams + self.members.len() + self.captains.len()
    }

    /// The events to nudge for: the families of answers that the plan changes, each once.
    #[must_use]
    pub fn events(&self) -> BTreeSet<Event> {
        let of_tournament = self.tournament.iter().flat_map(|_| [Event::Standings, Event::Live]);
        let of_roster = (self.on_roster() > 0).then_some(Event::Standings);
        let of_stages = self.shows_stages().then_some(Event::Series);
        of_tournament.chain(of_roster).chain(of_stages).collect()
    }

    /// Whether the plan creates the tournament.
    #[must_use]
    pub fn creates(&self) -> bool {
        matches!(self.tournament, Some(TournamentChange::Create(_)))
    }
}

/// The edit that turns `current` into what `wanted` says, if they differ.
pub(super) fn edited(current: &Current, wanted: &CheckedDocument) -> Option<TournamentChange> {
    let before = &current.tournament;
    let described = current.document();
    let after = Tournament {
        name: wanted.name.clone(),
        leaderboard_id: wanted.leaderboard_id,
        rank_by: wanted.rank_by,
        window: crate::tournament::Window { start: wanted.start_date, end: wanted.end_date },
        prize_pool_cents: wanted.prize_pool_cents,
        host_stream_urls: wanted.host_stream_urls.clone(),
        presentation: if described.presentation == wanted.presentation {
            before.presentation.clone()
        } else {
            wanted.presentation.clone()
        },
        ..before.clone()
    };
    (after != *before).then(|| TournamentChange::Edit { before: Box::new(before.clone()), after: Box::new(after) })
}
