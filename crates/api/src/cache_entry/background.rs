//! Cache entries whose value is made by a background task: a caller that gives up does not end the task, and a caller
//! who can be given an older value does not wait for long.

use std::{pin::pin, sync::Arc, time::Duration};

use domain::clock::Timestamp;
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::{CacheEntry, EntryError, Freshness, InFlight};
use crate::runtimes::outcome;

/// How long somebody waits who can be shown the last good value instead.
const WAIT_BEFORE_STALE: Duration = Duration::from_secs(1);
/// How long somebody waits for what was never made.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

impl<T> CacheEntry<T> {
    /// The value of version `asked` or a later one that is good at `now`, or the last good one when that does not
    /// come in time; at once, when `is_hurried`. Where nobody makes it, `start` begins a task that does.
    ///
    /// # Errors
    /// When there is no older value to give instead: why this caller's own task failed, or
    /// [`EntryError::RecentlyFailed`]. What `start` says, in any case.
    pub(crate) async fn wait<E>(
        &self,
        (now, asked): (Timestamp, u64),
        start: impl Fn(InFlight) -> Result<JoinHandle<Result<(), E>>, E>,
        is_hurried: impl Fn() -> bool,
    ) -> Result<(Arc<T>, Freshness), EntryError<E>> {
        let last = || self.last().map(|last| (last, Freshness::Stale));
        let deadline = Instant::now() + if last().is_some() { WAIT_BEFORE_STALE } else { DEADLINE };
        loop {
            let mut finished = pin!(self.finished());
            // From here on no end is missed.
            finished.as_mut().enable();
            if let Some(usable) = self.usable(now, asked) {
                return Ok(usable);
            }
            if self.failed_recently() {
                return Err(EntryError::RecentlyFailed);
            }
            let own = self.start().map(&start).transpose()?;
            if is_hurried()
                && let Some(last) = last()
            {
                return Ok(last);
            }
            if timeout_at(deadline, finished).await.is_err() {
                return last().ok_or(EntryError::RecentlyFailed);
            }
            if let Some(task) = own
                && let Err(error) = outcome(task).await
            {
                return last().ok_or(EntryError::Failed(error));
            }
        }
    }
}
