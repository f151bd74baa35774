//! The views there are, and which nudges change them.

use domain::{
    clock::Timestamp,
    id::{EntryId, LeaderboardId, MatchId, TournamentId},
    nudge::Event,
    tournament::Window,
};
use store::read::matches::Filter;

/// One public read with its parameters.
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
    Table(Table),
    Matches(Filter, i64),
    Match(MatchId),
    Live,
    Players(Option<LeaderboardId>),
    Player(EntryId, i64),
}

/// A view that is computed from everybody's games.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Standings,
    TeamStandings,
    History,
    /// With the least games for the win rate.
    Summary(i64),
    CivStats,
    /// With how many games at most.
    HeadToHead(usize),
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

    /// The events after which the view may differ.
    pub(crate) const fn events(&self) -> &'static [Event] {
        use Event::{Live, Matches, Standings};
        match self {
            Self::Tournaments | Self::Of(_, TournamentView::Tournament) => &[Live],
            Self::Leaderboards | Self::Civilizations | Self::Of(_, TournamentView::Players(_)) => &[Standings],
            Self::Of(_, TournamentView::Table(table)) => table.events(),
            Self::Of(_, TournamentView::Player(..)) => &[Standings, Matches],
            // Who is on the roster decides what is listed.
            Self::Of(_, TournamentView::Matches(..) | TournamentView::Match(_) | TournamentView::Live) => &Event::ALL,
        }
    }
}

impl TournamentView {
    const fn name(&self) -> &'static str {
        match self {
            Self::Tournament => "tournament",
            Self::Table(table) => table.name(),
            Self::Matches(..) => "matches",
            Self::Match(_) => "match",
            Self::Live => "live",
            Self::Players(_) => "players",
            Self::Player(..) => "player",
        }
    }

    /// The instant after `now` at which the clock alone changes the view: tables are final from the window's end on.
    pub(crate) fn until(&self, window: &Window, now: Timestamp) -> Option<Timestamp> {
        let is_frozen_then = matches!(self, Self::Table(Table::Standings | Table::TeamStandings | Table::Summary(_)));
        window.end.filter(|&end| is_frozen_then && now < end)
    }
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Standings => "standings",
            Self::TeamStandings => "team_standings",
            Self::History => "history",
            Self::Summary(_) => "summary",
            Self::CivStats => "civ_stats",
            Self::HeadToHead(_) => "head_to_head",
            Self::Progression => "progression",
        }
    }

    const fn events(self) -> &'static [Event] {
        match self {
            // They tell who is in a game.
            Self::Standings | Self::TeamStandings => &[Event::Standings, Event::Live],
            Self::HeadToHead(_) => &[Event::Standings, Event::Matches],
            Self::History | Self::Summary(_) | Self::CivStats | Self::Progression => &[Event::Standings],
        }
    }
}
