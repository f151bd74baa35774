//! The freeze: once its window has closed, a tournament's table is final.

use std::collections::HashMap;

use crate::id::ProfileId;

/// What was known of an account's rating on the ladder when the window closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtClose {
    /// The highest peak observed until then.
    pub observed_peak: Option<i64>,
    /// The highest rating after a game that had started until then, whenever it was settled.
    pub played_peak: Option<i64>,
    /// The rating as last observed until then.
    pub observed: Option<i64>,
    /// The rating after the last game that had started until then.
    pub played: Option<i64>,
}

impl AtClose {
    /// The peak the table keeps: the greatest of what was observed and played, else today's.
    ///
    /// Never above today's: the upstream re-bases ratings, and what lies above is from a scale no longer in use.
    #[must_use]
    pub fn peak(&self, today: i64) -> i64 {
        self.observed_peak.max(self.played_peak).map_or(today, |peak| peak.min(today))
    }

    /// The rating the table keeps: after the last game, else as last observed, else today's.
    #[must_use]
    pub fn current(&self, today: i64) -> i64 {
        self.played.or(self.observed).unwrap_or(today)
    }
}

/// What stood when the window closed, by account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing(HashMap<ProfileId, AtClose>);

impl Closing {
    /// What is known of an account's rating then; nothing of one that was not there yet.
    #[must_use]
    pub fn of(&self, profile: ProfileId) -> AtClose {
        self.0.get(&profile).copied().unwrap_or_default()
    }

    /// What is known, by account.
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
