//! Outages of the services that polls depend on. Each is logged once when it begins and once when it is over, however
//! many loops fail with it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{sync::Notify, time::Instant};

use crate::{Error, Shared};

/// The log target of the line that reports the beginning of an outage.
pub const OUTAGES: &str = "poller::outages";

/// The services that polls depend on. Every poll uses the database; the others are named in a poll's schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Upstream,
    Twitch,
    YouTube,
    Database,
}

impl Source {
    /// The source that caused the failure of a loop that polls `polled`; `None` when the loop only lost its lease, its
    /// tick took too long, the source answers by refusing every account, or the fault is ours.
    pub(crate) const fn to_blame(polled: Option<Self>, error: &Error) -> Option<Self> {
        match error {
            Error::Store(store::Error::Unavailable(_) | store::Error::Encoding(_) | store::Error::Pooler) => {
                Some(Self::Database)
            }
            Error::Store(_) | Error::Refused(_) | Error::TooLong(_) => None,
            Error::Upstream(_) | Error::Round(_) => polled,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Upstream => "upstream",
            Self::Twitch => "twitch",
            Self::YouTube => "youtube",
            Self::Database => "database",
        }
    }
}

/// Since when a source is out, and which loops still wait for it.
#[derive(Debug)]
struct Outage {
    since: Instant,
    waiting: Vec<&'static str>,
}

/// The sources that are out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outages {
    out: Shared<BTreeMap<Source, Outage>>,
    answers: Arc<Answers>,
}

/// Wakes waiting loops when another loop is answered.
#[derive(Debug, Default)]
struct Answers {
    upstream: Notify,
    twitch: Notify,
    youtube: Notify,
    database: Notify,
}

impl Answers {
    const fn of(&self, source: Source) -> &Notify {
        match source {
            Source::Upstream => &self.upstream,
            Source::Twitch => &self.twitch,
            Source::YouTube => &self.youtube,
            Source::Database => &self.database,
        }
    }
}

impl Outages {
    /// Records that a tick of `task`, which polls `polled`, failed.
    pub(crate) fn failed(&self, task: &'static str, polled: Option<Source>, error: &Error) {
        let Some(source) = Source::to_blame(polled, error) else { return };
        if self.note(source, task) {
            let (source, status) = (source.name(), error.status());
            tracing::error!(target: OUTAGES, source, task, status = &*status, %error, "an outage begins");
        }
    }

    /// Records that a tick of `task`, which polls `polled`, succeeded: no source it depends on is out.
    pub(crate) fn succeeded(&self, task: &'static str, polled: Option<Source>) {
        for source in polled.into_iter().chain([Source::Database]) {
            self.answers.of(source).notify_waiters();
        }
        for (source, lasted) in self.over(task) {
            tracing::info!(target: OUTAGES, source = source.name(), lasted_s = lasted.as_secs(), "an outage is over");
        }
    }

    /// Waits until any loop is answered by `source`.
    pub(crate) async fn answered(&self, source: Source) {
        self.answers.of(source).notified().await;
    }

    /// Records a failure. Returns whether it begins an outage.
    fn note(&self, source: Source, task: &'static str) -> bool {
        self.out.with(|out| {
            let begins = !out.contains_key(&source);
            let outage = out.entry(source).or_insert_with(|| Outage { since: Instant::now(), waiting: Vec::new() });
            if !outage.waiting.contains(&task) {
                outage.waiting.push(task);
            }
            begins
        })
    }

    /// The outages for which no loop waits any longer.
    fn over(&self, task: &'static str) -> Vec<(Source, Duration)> {
        self.out.with(|out| {
            out.values_mut().for_each(|outage| outage.waiting.retain(|waiting| *waiting != task));
            let over = out.extract_if(.., |_, outage| outage.waiting.is_empty());
            over.map(|(source, outage)| (source, outage.since.elapsed())).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::id::ProfileId;

    use super::*;
    use crate::error::RoundFailures;

    fn upstream() -> Error {
        Error::Upstream(relic::Error::Timeout)
    }

    fn failures() -> RoundFailures {
        let failure = relic::Failure { profiles: vec![ProfileId(1)], error: relic::Error::Timeout };
        RoundFailures::of(&[failure]).unwrap()
    }

    #[test]
    fn an_outage_begins_once_and_ends_when_no_loop_waits() {
        let outages = Outages::default();
        let begins_of = |polled, task| outages.note(Source::to_blame(Some(polled), &upstream()).unwrap(), task);
        let begins = |task| begins_of(Source::Upstream, task);
        assert!(begins("stats"));
        assert!(!begins("stats") && !begins("matches"), "it has begun");
        assert!(begins_of(Source::Twitch, "twitch"), "somebody else is out");
        let over = |task| outages.over(task).into_iter().map(|(source, _)| source).collect::<Vec<_>>();
        assert_eq!(over("live"), [], "it did not fail");
        assert_eq!(over("stats"), [], "matches wait still");
        assert_eq!(over("matches"), [Source::Upstream]);
        assert_eq!(over("twitch"), [Source::Twitch]);
        assert!(begins("stats"), "the next one");
    }

    #[test]
    fn a_lost_lease_refused_accounts_and_a_long_tick_are_no_outage() {
        let to_blame = |error| Source::to_blame(Some(Source::Upstream), &error);
        assert_eq!(to_blame(Error::Store(store::Error::Fenced)), None);
        assert_eq!(to_blame(Error::Refused(failures())), None);
        assert_eq!(to_blame(Error::TooLong(Duration::from_secs(120))), None);
        assert_eq!(to_blame(Error::Round(failures())), Some(Source::Upstream));
        assert_eq!(Source::to_blame(Some(Source::YouTube), &upstream()), Some(Source::YouTube));
    }
}
