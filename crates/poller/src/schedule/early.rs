//! Ticks before their time: what is known to be there is not left waiting for a cadence, nor for the pause after a
//! failure that is over.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    Outcome, Tick,
    outages::{Outages, Source},
};

/// The time between the starts of two ticks at least, where a loop ticks before its cadence.
const SOONEST: Duration = Duration::from_secs(5);

/// When a loop ticks before its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Early {
    cause: Cause,
    /// Not before this.
    earliest: Instant,
}

/// Why it would.
#[derive(Clone, Copy, Debug)]
enum Cause {
    /// It does not: it was asked to wait, or nothing is known yet.
    Never,
    /// It is woken, or asked for it: then.
    Wanted(Option<Instant>),
    /// Another loop is answered by whoever failed this one.
    Recovered(Source),
}

impl Early {
    /// It does not.
    pub(super) const fn never(now: Instant) -> Self {
        Self { cause: Cause::Never, earliest: now }
    }

    /// As a tick that began at `started` and ended well wishes.
    pub(super) fn after(outcome: Outcome, started: Instant) -> Self {
        let at = outcome.again_in.map(|pause| Instant::now() + pause);
        let cause = if outcome.retry_after.is_none() { Cause::Wanted(at) } else { Cause::Never };
        Self { cause, earliest: started + SOONEST }
    }

    /// After a failure of `source`, as soon as it answers others; not within `retry` if this try was such an early one,
    /// because then it is this request that fails and not the source.
    pub(super) fn after_failure(source: Source, retry: Duration, after_recovery: bool) -> Self {
        let pause = if after_recovery { retry } else { SOONEST.min(retry) };
        Self { cause: Cause::Recovered(source), earliest: Instant::now() + pause }
    }

    /// Whether the tick comes early because another loop is answered again.
    pub(super) const fn follows_recovery(self) -> bool {
        matches!(self.cause, Cause::Recovered(_))
    }

    /// Waits until something is to be done before its time.
    pub(super) async fn wait(self, step: &impl Tick, outages: &Outages) {
        match self.cause {
            Cause::Never => std::future::pending().await,
            Cause::Recovered(source) => outages.answered(source).await,
            Cause::Wanted(None) => step.wake().await,
            Cause::Wanted(Some(at)) => {
                tokio::select! {
                    () = step.wake() => {}
                    () = tokio::time::sleep_until(at) => {}
                }
            }
        }
        tokio::time::sleep_until(self.earliest).await;
    }
}
