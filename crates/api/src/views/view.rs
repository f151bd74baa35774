//! A public read as the view cache sees it: its name, the events that change it, and how to render it. Each read is
//! declared with its handler in a file of `reads`.

use std::hash::{Hash, Hasher};

use domain::{
    clock::Timestamp,
    id::{EntryId, MatchId, StageId, TournamentId},
    nudge::Event,
    stages::side::{Group, Round},
    tournament::Window,
};
use futures_util::future::BoxFuture;
use store::{
    Snapshot,
    read::{
        facts::{FactParts, LoadedFacts},
        matches::Filter,
        series::SeriesFilter,
    },
};

use super::{
    Body, ExpiresAt, IndexFacts, Layout, RenderError, Rendered, RenderedPage, ShownMatches, StagesLayout, Views,
};
use crate::cache_entry::EntryError;

/// A public read.
#[derive(Debug)]
pub(crate) struct Read {
    /// Its name in metrics and traces, which is unique.
    pub(crate) name: &'static str,
    /// The events that invalidate it.
    pub(crate) events: &'static [Event],
    /// How its body is rendered.
    pub(crate) render: Render,
}

/// How a body is rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Render {
    /// From the facts that all tables of a tournament share.
    Table(Table),
    /// From the same facts, as a page, with the matches that it shows besides.
    Page(Layout, ShownMatches),
    /// From the same facts, as a picture.
    Picture(Layout),
    /// From a tournament's stages and series, as a page.
    Stages(StagesLayout),
    /// From the newest tournaments, as the page of them all.
    Index(fn(&IndexFacts<'_>) -> RenderedPage),
    /// From one snapshot of the database, which it queries itself.
    Snapshot(for<'a> fn(&'a mut Snapshot, &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>>),
    /// By a function of its own, as of a given time.
    Custom(for<'a> fn(&'a Views, &'a View, Timestamp) -> Rendering<'a>),
}

/// A view being rendered, with the time at which it expires without a nudge.
pub(crate) type Rendering<'a> = BoxFuture<'a, Result<(Rendered, ExpiresAt), EntryError<RenderError>>>;

/// How a body is rendered from a tournament's facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// The facts that it needs besides the tournament's games.
    pub(crate) parts: FactParts,
    /// Whether it shows which entries are in a game or on air.
    pub(crate) is_live: bool,
    /// Whether it changes when the tournament's window ends.
    pub(crate) changes_at_end: bool,
    /// Makes the body; `None` when a part of the facts is not loaded.
    pub(crate) body: fn(&LoadedFacts) -> Option<std::io::Result<Body>>,
}

/// A read with the parameters that decide which facts it shows; other parameters cut variants from its body
/// ([`super::Cut`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    pub(crate) read: &'static Read,
    pub(crate) subject: Subject,
    pub(crate) choice: Choice,
}

/// The subject of a view, which decides whose nudges invalidate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// All tournaments: the nudges of each of them invalidate it.
    AllTournaments,
    /// Data that tournaments share: only nudges for all tournaments invalidate it.
    Catalogue,
    /// One tournament.
    Tournament(TournamentId),
}

/// What a single client chose. Such views have rate limits and a cache of their own, apart from the common ones: one
/// client's choice may cost a render that no other client needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Choice {
    /// No choice: all clients see the same.
    None,
    /// The matches that pass a filter.
    Matches(Filter),
    Match(MatchId),
    /// The entry's id, whichever number the client used for it.
    Entry(EntryId),
    /// The series that pass a filter.
    Series(SeriesFilter),
    Stage(StageId),
    /// The table of a stage, or a part of it.
    StageTable(TableChoice),
    /// A part of a long list, from 2: the first part is no choice.
    Part(usize),
}

/// Which table of a stage a client chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TableChoice {
    pub(crate) stage: StageId,
    pub(crate) group: Option<Group>,
    pub(crate) after_round: Option<Round>,
    pub(crate) as_of: Option<Timestamp>,
}

impl View {
    /// A read of all tournaments, or of the data that they share.
    pub(crate) const fn of_all(read: &'static Read, subject: Subject) -> Self {
        Self { read, subject, choice: Choice::None }
    }

    /// A read of one tournament.
    pub(crate) const fn of(tournament: TournamentId, read: &'static Read, choice: Choice) -> Self {
        Self { read, subject: Subject::Tournament(tournament), choice }
    }

    /// The tournament whose data it shows, if it is one.
    pub(crate) const fn tournament(&self) -> Option<TournamentId> {
        match self.subject {
            Subject::Tournament(tournament) => Some(tournament),
            Subject::AllTournaments | Subject::Catalogue => None,
        }
    }

    /// Whether a client chose it among many such views.
    pub(crate) fn is_chosen(&self) -> bool {
        self.choice != Choice::None
    }
}

impl Table {
    /// Returns the time after `now` at which the table expires without a nudge.
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
