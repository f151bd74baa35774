//! Errors of a tick.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use domain::id::ProfileId;

/// A tick that brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The upstream gave nothing that could be used.
    #[error("the upstream failed: {0}")]
    Upstream(#[from] relic::Error),
    /// Every request of a round failed.
    #[error("every request to the upstream failed: {0}")]
    Round(Failures),
    /// Every account was refused, and none of them was ever answered.
    #[error("the upstream refuses every account there is to ask about: {0}")]
    Refused(Failures),
    /// It took longer than a tick may.
    #[error("no end within {0:?}")]
    TooLong(Duration),
    /// The database did not take it.
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

    /// What was answered, as metrics and log lines tell it.
    pub(crate) fn status(&self) -> Cow<'static, str> {
        match self {
            Self::Upstream(error) => error.status(),
            Self::Round(failures) | Self::Refused(failures) => failures.status.clone(),
            Self::TooLong(_) => "timeout".into(),
            Self::Store(_) => "database".into(),
        }
    }

    /// Whether trying again is a burden on the upstream, which is to be spared. Refused accounts back off by themselves.
    pub(crate) fn burdens_upstream(&self) -> bool {
        !matches!(self, Self::Store(_) | Self::Refused(_))
    }
}

/// The failures of a round, counted by cause, with the first few accounts they hit.
#[derive(Debug)]
pub struct Failures {
    causes: BTreeMap<&'static str, usize>,
    profiles: Vec<ProfileId>,
    retry_after: Option<Duration>,
    /// What the first of them was answered.
    status: Cow<'static, str>,
}

/// How many accounts a message names.
const NAMED: usize = 10;

impl Failures {
    /// Sums failures up; `None` when there are none.
    #[must_use]
    pub fn of(failures: &[relic::Failure]) -> Option<Self> {
        let mut causes = BTreeMap::new();
        for failure in failures {
            *causes.entry(failure.error.cause()).or_insert(0) += 1;
        }
        let profiles = failures.iter().flat_map(|failure| &failure.profiles).take(NAMED).copied().collect();
        let retry_after = failures.iter().filter_map(|failure| failure.error.retry_after()).max();
        let status = failures.first()?.error.status();
        Some(Self { causes, profiles, retry_after, status })
    }
}

impl Failures {
    /// How long the upstream asks us to wait, by the most patient of its refusals.
    pub(crate) const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// What the first of them was answered, as metrics and log lines tell it.
    pub(crate) fn status(&self) -> &str {
        &self.status
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let causes: Vec<_> = self.causes.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
        let profiles: Vec<_> = self.profiles.iter().map(ToString::to_string).collect();
        write!(f, "{}; profiles {}", causes.join(", "), profiles.join(", "))
    }
}
