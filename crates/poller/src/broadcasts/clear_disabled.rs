//! Deletes the broadcasts of platforms that are off, so that nobody stays on air there.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use domain::broadcast::Platform;
use store::{
    broadcasts::{self, OnAir},
    lease::Epoch,
};

use super::replace;
use crate::{BoxedTicker, Error, Poll, PollContext, Tick, TickOutcome, schedule::Schedule};

/// How soon a new leader deletes the broadcasts of a platform that is off.
const CADENCE: Duration = Duration::from_secs(5);

/// Declares the loop of a platform that is off; it sends no requests.
pub(crate) const fn poll(platform: Platform) -> Poll {
    let (name, ticker): (_, fn(&PollContext) -> _) = match platform {
        Platform::Twitch => ("twitch off", |context| ticker(context, Platform::Twitch)),
        Platform::YouTube => ("youtube off", |context| ticker(context, Platform::YouTube)),
    };
    Poll { schedule: Schedule::steady(name, CADENCE, None), status_row: None, ticker }
}

fn ticker(context: &PollContext, platform: Platform) -> Option<BoxedTicker> {
    let is_on = match platform {
        Platform::Twitch => context.broadcasters.twitch.is_some(),
        Platform::YouTube => context.broadcasters.youtube.is_some(),
    };
    let off = || PlatformOff { context: context.clone(), platform, emptied: AtomicI64::new(i64::MIN) };
    (!is_on).then(|| BoxedTicker::new(off()))
}

/// Deletes the broadcasts of a platform that is off: those stored while it had credentials would otherwise stay
/// forever.
#[derive(Debug)]
struct PlatformOff {
    context: PollContext,
    platform: Platform,
    /// The last epoch in which they were deleted.
    emptied: AtomicI64,
}

impl Tick for PlatformOff {
    /// Deletes the platform's broadcasts, once per epoch.
    ///
    /// # Errors
    /// When a statement fails: see [`store::Error`].
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        if self.emptied.load(Ordering::Relaxed) == epoch.0 {
            return Ok(TickOutcome::default());
        }
        let before = broadcasts::on_air(&self.context.pool, self.platform).await?;
        let changed = replace(&self.context, epoch, self.platform, &before, &OnAir::default()).await?;
        self.emptied.store(epoch.0, Ordering::Relaxed);
        Ok(TickOutcome { changed, ..TickOutcome::default() })
    }
}
