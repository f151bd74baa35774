//! The four endpoints of the simulated upstream.

/// An endpoint of the upstream.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Endpoint {
    /// `getAvailableLeaderboards`.
    Catalogue,
    /// `GetPersonalStat`.
    PersonalStat,
    /// `getRecentMatchHistory`.
    MatchHistory,
    /// `findAdvertisements`.
    Lobbies,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Catalogue, Self::PersonalStat, Self::MatchHistory, Self::Lobbies];

    /// Its path, in which the upstream is case-sensitive.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Catalogue => "/community/leaderboard/getAvailableLeaderboards",
            Self::PersonalStat => "/community/leaderboard/GetPersonalStat",
            Self::MatchHistory => "/community/leaderboard/getRecentMatchHistory",
            Self::Lobbies => "/community/advertisement/findAdvertisements",
        }
    }

    /// The key of the answer's main list.
    pub(crate) const fn list(self) -> &'static str {
        match self {
            Self::Catalogue => "leaderboards",
            Self::PersonalStat => "leaderboardStats",
            Self::MatchHistory => "matchHistoryStats",
            Self::Lobbies => "matches",
        }
    }
}
