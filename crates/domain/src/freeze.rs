//! The freeze: after a tournament's window has closed, its ranking numbers are final.

use std::collections::HashMap;

use crate::id::ProfileId;

/// What was known of an account's rating on the ladder when the window closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtClose {
    /// The highest peak observed by then.
    pub observed_peak: Option<i64>,
    /// The highest rating after a game that had started by then, whenever the game was settled.
    pub played_peak: Option<i64>,
    /// The rating as last observed by then.
    pub observed: Option<i64>,
    /// The rating after the last game that had started by then.
    pub played: Option<i64>,
}

impl AtClose {
    /// The peak that the table keeps: the greatest that was observed or played, else today's.
    ///
    /// Never above today's: the upstream re-bases ratings, and a higher value belongs to a scale that is no longer in
    /// use.
    #[must_use]
    pub fn peak(&self, today: i64) -> i64 {
        self.observed_peak.max(self.played_peak).map_or(today, |peak| peak.min(today))
    }

    /// The current rating that the table keeps: the one after the last game, else the last observed one, else today's.
    #[must_use]
    pub fn current(&self, today: i64) -> i64 {
        self.played.or(self.observed).unwrap_or(today)
    }
}

/// What was known when the window closed, by account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing(HashMap<ProfileId, AtClose>);

impl Closing {
    /// What was known of an account's rating then; empty for an account that was not known yet.
    #[must_use]
    pub fn of(&self, profile: ProfileId) -> AtClose {
        self.0.get(&profile).copied().unwrap_or_default()
    }

    /// All of it, by account.
    #[must_use]
    pub fn by_account(&self) -> &HashMap<ProfileId, AtClose> {
        &self.0
    }
}

impl FromIterator<(ProfileId, AtClose)> for Closing {
    fn from_iter<I: IntoIterator<Item = (ProfileId, AtClose)>>(accounts: I) -> Self {
        Self(accounts.into_iter().collect())
    }
}
