//! The four questions that the simulated upstream answers.

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

    /// Where it is; the upstream minds the case.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Catalogue => "/community/leaderboard/getAvailableLeaderboards",
            Self::PersonalStat => "/community/leaderboard/GetPersonalStat",
            Self::MatchHistory => "/community/leaderboard/getRecentMatchHistory",
            Self::Lobbies => "/community/advertisement/findAdvertisements",
        }
    }

    /// The key of the list that is the point of the answer.
    pub(crate) const fn list(self) -> &'static str {
        match self {
            Self::Catalogue => "leaderboards",
            Self::PersonalStat => "leaderboardStats",
            Self::MatchHistory => "matchHistoryStats",
            Self::Lobbies => "matches",
        }
    }
}
