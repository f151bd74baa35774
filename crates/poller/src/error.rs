//! Errors of a tick.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use domain::id::ProfileId;

/// Why a tick failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The upstream failed or its answer was unusable.
    #[error("the upstream failed: {0}")]
    Upstream(#[from] relic::Error),
    /// Every request of a round failed.
    #[error("every request to the upstream failed: {0}")]
    Round(RoundFailures),
    /// Every account was refused, and none of them was ever answered.
    #[error("the upstream refuses every account there is to ask about: {0}")]
    Refused(RoundFailures),
    /// The tick took longer than its limit.
    #[error("the poll did not end within {0:?}")]
    TooLong(Duration),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// How long the upstream asks us to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Upstream(error) => error.retry_after(),
            Self::Round(failures) | Self::Refused(failures) => failures.retry_after,
            Self::TooLong(_) | Self::Store(_) => None,
        }
    }

    /// Whether the upstream asks us to wait, for a time that it tells or not.
    pub(crate) fn asks_to_wait(&self) -> bool {
        match self {
            Self::Upstream(error) => error.asks_to_wait(),
            Self::Round(failures) | Self::Refused(failures) => failures.asks_to_wait,
            Self::TooLong(_) | Self::Store(_) => false,
        }
    }

    /// The upstream's answer, as metrics and log lines show it.
    pub(crate) fn status(&self) -> Cow<'static, str> {
        match self {
            Self::Upstream(error) => error.status(),
            Self::Round(failures) | Self::Refused(failures) => failures.status.clone(),
            Self::TooLong(_) => "timeout".into(),
            Self::Store(_) => "database".into(),
        }
    }

    /// Whether a retry is a load on an upstream that should be spared. Refused accounts have their own backoff.
    pub(crate) fn burdens_upstream(&self) -> bool {
        !matches!(self, Self::Store(_) | Self::Refused(_))
    }
}

/// The failures of a round, counted by cause, with the first few accounts affected.
#[derive(Debug)]
pub struct RoundFailures {
    causes: BTreeMap<&'static str, usize>,
    profiles: Vec<ProfileId>,
    retry_after: Option<Duration>,
    asks_to_wait: bool,
    /// The status of the first failure.
    status: Cow<'static, str>,
}

/// How many accounts a message names.
const NAMED: usize = 10;

impl RoundFailures {
    /// Summarises failures; `None` when there are none.
    #[must_use]
    pub fn of(failures: &[relic::Failure]) -> Option<Self> {
        let mut causes = BTreeMap::new();
        for failure in failures {
            *causes.entry(failure.error.cause()).or_insert(0) += 1;
        }
        let profiles = failures.iter().flat_map(|failure| &failure.profiles).take(NAMED).copied().collect();
        let retry_after = failures.iter().filter_map(|failure| failure.error.retry_after()).max();
        let asks_to_wait = failures.iter().any(|failure| failure.error.asks_to_wait());
        let status = failures.first()?.error.status();
        Some(Self { causes, profiles, retry_after, asks_to_wait, status })
    }
}

impl RoundFailures {
    /// How long the upstream asks us to wait: the longest of its refusals' waits, zero when it does not tell how long;
    /// `None` when it does not ask.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after.or(self.asks_to_wait.then_some(Duration::ZERO))
    }

    /// The status of the first failure, as metrics and log lines show it.
    pub(crate) fn status(&self) -> &str {
        &self.status
    }
}

impl fmt::Display for RoundFailures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let causes: Vec<_> = self.causes.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
        let profiles: Vec<_> = self.profiles.iter().map(ToString::to_string).collect();
        write!(f, "{}; profiles {}", causes.join(", "), profiles.join(", "))
    }
}
