//! Ticks before their time: what is known to be there is not left waiting for a cadence.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Outcome, Tick};

/// The time between the starts of two ticks at least, where a loop ticks before its cadence.
const SOONEST: Duration = Duration::from_secs(5);

/// When a loop ticks before its cadence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Early {
    /// Whether it may: it works, and the upstream did not ask for patience.
    is_allowed: bool,
    /// When it asked for that.
    at: Option<Instant>,
    /// Not before this.
    earliest: Instant,
}

impl Early {
    /// It may not.
    pub(super) const fn never(now: Instant) -> Self {
        Self { is_allowed: false, at: None, earliest: now }
    }

    /// As a tick that began at `started` and ended well wishes.
    pub(super) fn after(outcome: Outcome, started: Instant) -> Self {
        let at = outcome.again_in.map(|pause| Instant::now() + pause);
        Self { is_allowed: outcome.retry_after.is_none(), at, earliest: started + SOONEST }
    }

    /// Waits until something is to be done before the next cadence.
    pub(super) async fn wait(self, step: &impl Tick) {
        if !self.is_allowed {
            return std::future::pending().await;
        }
        let asked_for = async {
            match self.at {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = step.wake() => {}
            () = asked_for => {}
        }
        tokio::time::sleep_until(self.earliest).await;
    }
}
