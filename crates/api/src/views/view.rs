//! The views there are, and which nudges change them.

use domain::{
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
    Standings,
    Matches(Filter, i64),
    Match(MatchId),
    Live,
    Players(Option<LeaderboardId>),
    Player(EntryId, i64),
}

impl View {
    /// The events after which the view may differ.
    pub(crate) const fn events(&self) -> &'static [Event] {
        use Event::{Live, Matches, Standings};
        match self {
            Self::Tournaments | Self::Of(_, TournamentView::Tournament) => &[Live],
            Self::Leaderboards | Self::Civilizations | Self::Of(_, TournamentView::Players(_)) => &[Standings],
            Self::Of(_, TournamentView::Standings) => &[Standings, Live],
            Self::Of(_, TournamentView::Player(..)) => &[Standings, Matches],
            // Who is on the roster decides what is listed.
            Self::Of(_, TournamentView::Matches(..) | TournamentView::Match(_) | TournamentView::Live) => &Event::ALL,
        }
    }
}

impl TournamentView {
    /// Whether the passing of a bound of `window` changes the view.
    pub(crate) const fn watches_the_clock(&self, window: &Window) -> bool {
        matches!(self, Self::Standings) && (window.start.is_some() || window.end.is_some())
    }
}
