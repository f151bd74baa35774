//! What a public read is: its name, the events that change it, and how it is made. Each is declared with its handler in a
//! file of `reads`.

use std::hash::{Hash, Hasher};

use domain::{
    clock::Timestamp,
    id::{EntryId, MatchId, TournamentId},
    nudge::Event,
    tournament::Window,
};
use futures_util::future::BoxFuture;
use store::{
    Snapshot,
    read::{
        facts::{LoadedFacts, Parts},
        matches::Filter,
    },
};

use super::{Body, ExpiresAt, RenderError, Rendered, Views};
use crate::cache_entry::EntryError;

/// A public read.
#[derive(Debug)]
pub(crate) struct Read {
    /// Its name in metrics and traces, which no other has.
    pub(crate) name: &'static str,
    /// The events after which it may differ.
    pub(crate) events: &'static [Event],
    /// How its body is made.
    pub(crate) render: Render,
}

/// How a body is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Render {
    /// Of the facts that all tables of a tournament share.
    Table(Table),
    /// Of what is read anew, in one snapshot.
    Snapshot(for<'a> fn(&'a mut Snapshot, &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>>),
    /// In a way of its own, as of a moment.
    Custom(for<'a> fn(&'a Views, &'a View, Timestamp) -> Rendering<'a>),
}

/// A view being rendered, which says until when the clock lets it be.
pub(crate) type Rendering<'a> = BoxFuture<'a, Result<(Rendered, ExpiresAt), EntryError<RenderError>>>;

/// How a body is made of a tournament's facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// What it takes beside the tournament's games.
    pub(crate) parts: Parts,
    /// Whether it tells who is in a game or on air.
    pub(crate) is_live: bool,
    /// Whether the end of the tournament's window changes it.
    pub(crate) changes_at_end: bool,
    /// The body; nothing when a part of the facts is not loaded.
    pub(crate) body: fn(&LoadedFacts) -> Option<std::io::Result<Body>>,
}

/// A read with the parameters that decide which facts it shows; the others are cut out of the answer ([`super::Cut`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    pub(crate) read: &'static Read,
    pub(crate) subject: Subject,
    pub(crate) choice: Choice,
}

/// What a view is about, and with it whose nudges change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// All tournaments: each one's nudges change it.
    AllTournaments,
    /// What tournaments share: only nudges for everybody change it.
    Catalogue,
    /// One tournament.
    Tournament(TournamentId),
}

/// What a single client chose. Such views are limited and cached apart from the common ones: one client's choice may cost
/// a render that nobody else asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Choice {
    /// Nothing: everybody sees the same.
    None,
    /// Matches that some filter leaves.
    Matches(Filter),
    Match(MatchId),
    /// The number of the entry, whichever number it was asked for by.
    Entry(EntryId),
}

impl View {
    /// A read of all tournaments, or of what they share.
    pub(crate) const fn of_all(read: &'static Read, subject: Subject) -> Self {
        Self { read, subject, choice: Choice::None }
    }

    /// A read of one tournament.
    pub(crate) const fn of(tournament: TournamentId, read: &'static Read, choice: Choice) -> Self {
        Self { read, subject: Subject::Tournament(tournament), choice }
    }

    /// The tournament that it is of.
    pub(crate) const fn tournament(&self) -> Option<TournamentId> {
        match self.subject {
            Subject::Tournament(tournament) => Some(tournament),
            Subject::AllTournaments | Subject::Catalogue => None,
        }
    }

    /// Whether a client chose among many such views.
    pub(crate) fn is_chosen(&self) -> bool {
        self.choice != Choice::None
    }
}

impl Table {
    /// The instant after `now` at which the clock alone changes the table.
    pub(super) fn expires_at(&self, window: &Window, now: Timestamp) -> ExpiresAt {
        window.end.filter(|&end| self.changes_at_end && now < end)
    }
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Read {}

impl Hash for Read {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
