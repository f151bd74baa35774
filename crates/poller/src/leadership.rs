//! Leadership: acquires and renews the lease that lets this worker poll.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::SharedClock;
use store::{
    Pool,
    lease::{self, Epoch, RENEWAL, TERM, TRY},
    pool::Timeouts,
};
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{loop_deadlines::LoopDeadlines, metrics};

/// How long the database may take to answer about the lease.
const ANSWER: Duration = Duration::from_secs(2);
/// How soon to retry when it did not answer.
const AGAIN: Duration = Duration::from_millis(500);
/// A worker whose machine's clock is off by more than this does not take the lease: the times it wrote would be wrong.
const SKEW: TimeDelta = TimeDelta::seconds(5);

/// Acquires and renews the lease while this worker's loops make progress, announces it to the loops, and hands it over
/// at the end.
pub(crate) async fn hold(
    pool: Pool,
    holder: String,
    leadership: watch::Sender<Option<Epoch>>,
    deadlines: LoopDeadlines,
    clock: SharedClock,
    stop: CancellationToken,
) {
    metrics::lease_is_held(false);
    // A connection of its own, so that a renewal does not wait for the polls' statements.
    let pool = pool.sibling(1, Timeouts::SHORT);
    let (mut renewed_at, mut failing, mut unfit) = (Instant::now(), false, None);
    loop {
        // Measured before the statement is sent: the database starts counting later.
        let asked_at = Instant::now();
        let reason = Unfit::of(&deadlines, &clock, asked_at);
        let pause = match in_time(&pool, &holder, reason.is_some()).await {
            Ok(epoch) => {
                renewed_at = asked_at;
                announce(&leadership, epoch, "another worker polls; standing by");
                failing = false;
                if epoch.is_some() { RENEWAL } else { TRY }
            }
            Err(error) => {
                if let Some(error) = error
                    && !std::mem::replace(&mut failing, true)
                {
                    tracing::warn!(error, "cannot reach the worker's lease: check the database; trying every 0.5 s");
                }
                if renewed_at.elapsed() > TERM {
                    announce(&leadership, None, "the lease ran out, as it could not be renewed; not polling");
                }
                AGAIN
            }
        };
        if let Some(reason) = reason.filter(|reason| unfit.is_none_or(|before| !reason.is_like(before))) {
            reason.log();
        }
        unfit = reason;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => break,
        }
    }
    metrics::lease_is_held(false);
    let held = *leadership.borrow();
    if let Some(epoch) = held {
        match tokio::time::timeout(ANSWER, lease::release(&pool, epoch)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "cannot hand the worker's lease over; it will run out"),
            Err(_) => tracing::warn!("handing the worker's lease over took too long; it will run out"),
        }
    }
}

/// Why this worker should not poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unfit {
    /// This loop is stuck.
    Stuck(&'static str),
    /// This machine's clock is off by so much.
    Skewed(TimeDelta),
}

impl Unfit {
    fn of(deadlines: &LoopDeadlines, clock: &SharedClock, now: Instant) -> Option<Self> {
        let skew = clock.skew();
        let skewed = (skew.abs() > SKEW).then_some(Self::Skewed(skew));
        deadlines.stuck(now).map(Self::Stuck).or(skewed)
    }

    /// Whether it is the same reason again, which is already logged.
    const fn is_like(self, other: Self) -> bool {
        matches!((self, other), (Self::Stuck(_), Self::Stuck(_)) | (Self::Skewed(_), Self::Skewed(_)))
    }

    fn log(self) {
        match self {
            Self::Stuck(task) => tracing::error!(task, "a poll makes no progress; the lease is left to another worker"),
            Self::Skewed(skew) => {
                let ahead_s = skew.as_seconds_f64();
                tracing::error!(
                    ahead_s,
                    "this machine's clock is over 5 s off: set it by NTP; until then this worker takes no lease"
                );
            }
        }
    }
}

/// Takes or renews the lease, unless the worker is unfit.
///
/// # Errors
/// The message of the failure, or `None` when the worker is unfit and did not try.
async fn in_time(pool: &Pool, holder: &str, is_unfit: bool) -> Result<Option<Epoch>, Option<String>> {
    if is_unfit {
        return Err(None);
    }
    match tokio::time::timeout(ANSWER, lease::acquire(pool, holder)).await {
        Ok(answered) => answered.map_err(|error| Some(error.to_string())),
        Err(_) => Err(Some(format!("the database did not answer within {ANSWER:?}"))),
    }
}

/// Announces the lease to the loops and logs changes; `otherwise` says why this worker does not poll.
fn announce(leadership: &watch::Sender<Option<Epoch>>, epoch: Option<Epoch>, otherwise: &str) {
    let changed = leadership.send_if_modified(|held| std::mem::replace(held, epoch) != epoch);
    if changed {
        metrics::lease_is_held(epoch.is_some());
        match epoch {
            Some(_) => tracing::info!("this worker polls"),
            None => tracing::info!("{otherwise}"),
        }
    }
}

#[cfg(test)]
mod tests;
