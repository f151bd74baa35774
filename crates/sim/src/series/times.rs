//! How long the parts of a series take, and what the upstream reports about its games' times.

/// How long the parts of a fixture take: each a range of simulated seconds, from which each game draws. The world's
/// pace does not change them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FixtureTimes {
    /// How long a lobby stands in staging.
    pub staging: (u64, u64),
    /// How long a game takes. A rehosted one takes half of it. Without `reported` it must be at least ten minutes, so
    /// that half of a game is not regarded as a restart.
    pub game: (u64, u64),
    /// How long the players pause between games.
    pub pause: (u64, u64),
    /// How long after a game its missing or wrong outcome is corrected.
    pub correction: (u64, u64),
    /// How long a game is reported to have taken, if not as long as it did. Its end is right, and its start is reported
    /// so long before it, but after the starts of its players' games before it, and at most 25 minutes before the
    /// fixture's. A restart takes a third of `game` then; it is reported to last less than five minutes, and to end
    /// before it does, so that the starts of all games are in their order.
    pub reported: Option<(u64, u64)>,
}

impl FixtureTimes {
    /// Realistic times: games of 12 to 25 minutes, which are reported as they were.
    pub const REAL: Self =
        Self { staging: (30, 120), game: (720, 1500), pause: (60, 300), correction: (300, 900), reported: None };
    /// The demo's times: games of 30 to 50 seconds, which are reported as 12 to 25 minutes long. A service that takes
    /// only games from some time before a series' schedule needs to know that schedule: reported starts are before it.
    pub const DEMO: Self =
        Self { staging: (6, 12), game: (30, 50), pause: (6, 12), correction: (40, 80), reported: Some((720, 1500)) };
    /// How long a restarted game is reported to have taken.
    pub(crate) const RESTART: (u64, u64) = (60, 280);
    /// How long before the fixture's start the start of a game may be reported, in seconds.
    pub(crate) const EARLIEST: i64 = 1500;
}
