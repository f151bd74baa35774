//! The state of an account in the queue: answered, never answered, or failing and backing off.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Timestamp;
use relic::Failure;

/// After this many consecutive failures in shared requests, an account that was answered before is fetched alone: it
/// may be the one that breaks them.
const SHARED_FAILURES: u32 = 3;

/// The bounds of failing accounts' backoff.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pauses {
    /// The time between rounds.
    pub(super) cadence: Duration,
    pub(super) longest: Duration,
}

/// The state of an account in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum AccountState {
    /// It was never answered.
    #[default]
    New,
    /// It was answered; since then this many shared requests failed.
    Answered { failures: u32 },
    /// It is fetched alone, and not between `since` and `until`.
    Failing { failures: u32, since: Timestamp, until: Timestamp },
}

impl AccountState {
    /// It was answered the last time.
    pub(super) const ANSWERED: Self = Self::Answered { failures: 0 };

    pub(super) const fn is_failing(self) -> bool {
        matches!(self, Self::Failing { .. })
    }

    /// When a failing account's backoff ended; `None` while it lasts. A clock that was set back delays no account.
    pub(super) fn due(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Failing { since, until, .. } => (now >= until || now < since).then_some(until),
            _ => None,
        }
    }

    /// The state after a failure. Failures of the whole upstream, and its requests to wait, do not count against the
    /// account.
    pub(super) fn after(self, failure: &Failure, is_answering: bool, now: Timestamp, pauses: Pauses) -> Self {
        if failure.error.asks_to_wait() {
            return self;
        }
        let is_refused = is_refused(&failure.error);
        match self {
            Self::New if is_answering || is_refused => Self::failing(1, now, pauses),
            Self::Failing { failures, .. } if is_answering || is_refused => {
                Self::failing(failures.saturating_add(1), now, pauses)
            }
            Self::Answered { .. } if is_answering && is_refused && failure.profiles.len() == 1 => {
                Self::failing(1, now, pauses)
            }
            Self::Answered { failures } if is_answering && failures + 1 >= SHARED_FAILURES => {
                Self::failing(1, now, pauses)
            }
            Self::Answered { failures } if is_answering => Self::Answered { failures: failures + 1 },
            unchanged => unchanged,
        }
    }

    /// After the first failure the account is fetched in the next round, then after two rounds, four, eight and so on,
    /// up to an hour.
    fn failing(failures: u32, now: Timestamp, pauses: Pauses) -> Self {
        let pause = match failures {
            0 | 1 => Duration::ZERO,
            // Half a round less, because rounds do not start to the millisecond.
            _ => {
                let Pauses { cadence, longest } = pauses;
                cadence.saturating_mul(1 << (failures - 1).min(16)).min(longest.max(cadence)) - cadence / 2
            }
        };
        let until = now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
        Self::Failing { failures, since: now, until }
    }
}

/// Whether the upstream refused to answer about an account.
pub(crate) const fn is_refused(error: &relic::Error) -> bool {
    matches!(error, relic::Error::ResultCode { .. })
}
