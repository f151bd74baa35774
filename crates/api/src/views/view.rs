//! The list of views, and which nudges invalidate each.

use domain::{
    clock::Timestamp,
    id::{EntryId, MatchId, TournamentId},
    nudge::Event,
    tournament::Window,
};
use store::read::{facts::Parts, matches::Filter};

/// One public read. Of its parameters only those are part of it that decide which facts it shows; the others are cut
/// out of the answer ([`super::Cut`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum View {
    Tournaments,
    Leaderboards,
    Civilizations,
    Of(TournamentId, TournamentView),
}

/// A read within a tournament.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TournamentView {
    Tournament,
    /// Who is on the roster: shown to nobody, it tells which parameters mean anything.
    Roster,
    Table(Table),
    Matches(Filter),
    Match(MatchId),
    Live,
    Players,
    /// With the number of the entry, whichever number it was asked for by.
    Player(EntryId),
}

/// A view that is computed from everybody's games.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Standings,
    TeamStandings,
    History,
    Summary,
    CivStats,
    HeadToHead,
    Progression,
}

impl View {
    /// Its kind, whatever its parameters.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Tournaments => "tournaments",
            Self::Leaderboards => "leaderboards",
            Self::Civilizations => "civilizations",
            Self::Of(_, view) => view.name(),
        }
    }

    /// The tournament that it is of.
    pub(crate) fn tournament(&self) -> Option<TournamentId> {
        match self {
            Self::Of(tournament, _) => Some(*tournament),
            Self::Tournaments | Self::Leaderboards | Self::Civilizations => None,
        }
    }

    /// Whether a client chose among many such views: what one asks for costs a render that nobody else may want.
    pub(crate) fn is_chosen(&self) -> bool {
        match self {
            Self::Of(_, TournamentView::Match(_) | TournamentView::Player(_)) => true,
            Self::Of(_, TournamentView::Matches(filter)) => *filter != Filter::default(),
            _ => false,
        }
    }

    /// The events after which the view may differ.
    pub(crate) const fn events(&self) -> &'static [Event] {
        use Event::{Live, Matches, Standings};
        match self {
            Self::Tournaments | Self::Of(_, TournamentView::Tournament) => &[Live],
            Self::Leaderboards
            | Self::Civilizations
            | Self::Of(_, TournamentView::Players | TournamentView::Roster) => &[Standings],
            Self::Of(_, TournamentView::Table(table)) => table.events(),
            Self::Of(_, TournamentView::Player(_)) => &[Standings, Matches],
            // Who is on the roster decides what is listed.
            Self::Of(_, TournamentView::Matches(_) | TournamentView::Match(_) | TournamentView::Live) => &Event::ALL,
        }
    }
}

impl TournamentView {
    const fn name(&self) -> &'static str {
        match self {
            Self::Tournament => "tournament",
            Self::Table(table) => table.name(),
            Self::Roster => "roster",
            Self::Matches(_) => "matches",
            Self::Match(_) => "match",
            Self::Live => "live",
            Self::Players => "players",
            Self::Player(_) => "player",
        }
    }
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Standings => "standings",
            Self::TeamStandings => "team_standings",
            Self::History => "history",
            Self::Summary => "summary",
            Self::CivStats => "civ_stats",
            Self::HeadToHead => "head_to_head",
            Self::Progression => "progression",
        }
    }

    /// The instant after `now` at which the clock alone changes the view: tables are final from the window's end on.
    pub(crate) fn until(self, window: &Window, now: Timestamp) -> Option<Timestamp> {
        let is_frozen_then = matches!(self, Self::Standings | Self::TeamStandings | Self::Summary);
        window.end.filter(|&end| is_frozen_then && now < end)
    }

    /// What it takes beside a tournament's games.
    pub(crate) const fn parts(self) -> Parts {
        let none = Parts { teams: false, recent: false, past: false, maps: false, ratings: false };
        match self {
            Self::Standings => Parts { recent: true, ..none },
            Self::TeamStandings => Parts { teams: true, ..none },
            Self::History => Parts { teams: true, past: true, ..none },
            Self::HeadToHead => Parts { maps: true, ..none },
            Self::Summary | Self::CivStats | Self::Progression => none,
        }
    }

    /// Whether it tells who is in a game or on air.
    pub(crate) const fn is_live(self) -> bool {
        matches!(self, Self::Standings | Self::TeamStandings)
    }

    const fn events(self) -> &'static [Event] {
        match self {
            // They tell who is in a game.
            Self::Standings | Self::TeamStandings => &[Event::Standings, Event::Live],
            Self::HeadToHead => &[Event::Standings, Event::Matches],
            Self::History | Self::Summary | Self::CivStats | Self::Progression => &[Event::Standings],
        }
    }
}
