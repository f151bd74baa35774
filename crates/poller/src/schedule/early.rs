//! Ticks ahead of the cadence, when there is known work or a failure's cause is over.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    Tick, TickOutcome,
    outages::{Outages, Source},
};

/// The shortest time between the starts of two ticks, when a loop ticks ahead of its cadence.
const SOONEST: Duration = Duration::from_secs(5);

/// When a loop ticks ahead of its cadence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Early {
    cause: Cause,
    /// Not before this time.
    earliest: Instant,
}

/// Why a loop ticks ahead of its cadence.
#[derive(Clone, Copy, Debug)]
enum Cause {
    /// It does not: the upstream asked to wait, or nothing is known yet.
    Never,
    /// The loop is woken, or its last tick asked for this time.
    Wanted(Option<Instant>),
    /// Another loop is answered by the source that failed this one.
    Recovered(Source),
}

impl Early {
    /// No early tick.
    pub(super) const fn never(now: Instant) -> Self {
        Self { cause: Cause::Never, earliest: now }
    }

    /// What a successful tick, which began at `started`, asks for.
    pub(super) fn after(outcome: TickOutcome, started: Instant) -> Self {
        let at = outcome.again_in.map(|pause| Instant::now() + pause);
        let cause = if outcome.retry_after.is_none() { Cause::Wanted(at) } else { Cause::Never };
        Self { cause, earliest: started + SOONEST }
    }

    /// After a failure of `source`: as soon as it answers another loop. If this try was such an early one itself, not
    /// within `retry`, because then this request fails and not the source.
    pub(super) fn after_failure(source: Source, retry: Duration, after_recovery: bool) -> Self {
        let pause = if after_recovery { retry } else { SOONEST.min(retry) };
        Self { cause: Cause::Recovered(source), earliest: Instant::now() + pause }
    }

    /// Whether the tick comes early because another loop is answered again.
    pub(super) const fn follows_recovery(self) -> bool {
        matches!(self.cause, Cause::Recovered(_))
    }

    /// Waits until an early tick is due.
    pub(super) async fn wait(self, ticker: &impl Tick, outages: &Outages) {
        match self.cause {
            Cause::Never => std::future::pending().await,
            Cause::Recovered(source) => outages.answered(source).await,
            Cause::Wanted(None) => ticker.wake().await,
            Cause::Wanted(Some(at)) => {
                tokio::select! {
                    () = ticker.wake() => {}
                    () = tokio::time::sleep_until(at) => {}
                }
            }
        }
        tokio::time::sleep_until(self.earliest).await;
    }
}
