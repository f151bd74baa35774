//! The changes that make a stored tournament what a document says, as data: computed once, shown, and executed.

use std::collections::BTreeSet;

use super::{CheckedDocument, Current};
use crate::{
    id::{EntryId, ProfileId, TeamId, UserId},
    nudge::Event,
    roster::{Entry, Presentation, Team},
    tournament::Tournament,
};

/// Changes to one tournament. Those of one list do not depend on their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The tournament's slug.
    pub slug: String,
    /// The tournament itself.
    pub tournament: Option<TournamentChange>,
    /// New owners, in the document's order.
    pub owners_granted: Vec<UserId>,
    /// Owners who are none any more.
    pub owners_revoked: Vec<UserId>,
    /// New entries, in the document's order.
    pub entries_added: Vec<NewEntry>,
    /// Entries as they are and as they will be.
    pub entries_edited: Vec<(Entry, Entry)>,
    /// Entries that go, from their teams too.
    pub entries_removed: Vec<Entry>,
    /// New teams, in the document's order.
    pub teams_added: Vec<NewTeam>,
    /// Teams as they are and as they will be.
    pub teams_edited: Vec<(Team, Team)>,
    /// Teams that go; their members stay on the roster.
    pub teams_removed: Vec<Team>,
    /// Entries that join, leave or change their team.
    pub members: Vec<MemberChange>,
    /// Teams that get another captain, or none.
    pub captains: Vec<CaptainChange>,
    /// What is stored and not in the document, and stays.
    pub not_in_document: Vec<NotInDocument>,
}

/// What happens to the tournament itself.
#[derive(Clone, Debug, PartialEq)]
pub enum TournamentChange {
    /// It is set up.
    Create(Box<CheckedDocument>),
    /// It is edited.
    Edit {
        /// As it is.
        before: Box<Tournament>,
        /// As it will be.
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

/// An entry that is stored, or the one at that place of those to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryRef {
    /// A stored one.
    Stored(EntryId),
    /// One of [`Plan::entries_added`].
    New(usize),
}

/// A team that is stored, or the one at that place of those to add.
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
    /// Their name, as it will be.
    pub name: String,
    /// The team they leave, with its name.
    pub from: Option<(TeamId, String)>,
    /// The team they join, with its name.
    pub to: Option<(TeamRef, String)>,
}

/// A team that gets another captain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptainChange {
    /// The team.
    pub team: TeamRef,
    /// Its name, as it will be.
    pub name: String,
    /// Who leads it, with their name.
    pub before: Option<(EntryId, String)>,
    /// Who will lead it, with their name.
    pub after: Option<(EntryRef, String)>,
}

/// Something that is stored and not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInDocument {
    /// An owner.
    Owner(UserId),
    /// An entry, by its name.
    Entry(String),
    /// A team, by its name.
    Team(String),
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
            not_in_document: Vec::new(),
        }
    }

    /// How many things it changes.
    #[must_use]
    pub fn changes(&self) -> usize {
        usize::from(self.tournament.is_some())
            + self.owners_granted.len()
            + self.owners_revoked.len()
            + self.on_roster()
    }

    /// How many changes the standings show.
    fn on_roster(&self) -> usize {
        let entries = self.entries_added.len() + self.entries_edited.len() + self.entries_removed.len();
        let teams = self.teams_added.len() + self.teams_edited.len() + self.teams_removed.len();
        entries + teams + self.members.len() + self.captains.len()
    }

    /// The families of answers that it changes, each once.
    #[must_use]
    pub fn events(&self) -> BTreeSet<Event> {
        let of_tournament = self.tournament.iter().flat_map(|_| [Event::Standings, Event::Live]);
        let of_roster = (self.on_roster() > 0).then_some(Event::Standings);
        of_tournament.chain(of_roster).collect()
    }

    /// Whether the tournament is set up by it.
    #[must_use]
    pub fn creates(&self) -> bool {
        matches!(self.tournament, Some(TournamentChange::Create(_)))
    }
}

/// The tournament that `current` becomes.
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
