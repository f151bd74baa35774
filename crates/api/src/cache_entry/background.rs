//! Cache entries whose value is made by a background task: a cancelled caller does not end the task, and a caller that
//! can be given an older value does not wait for long.

use std::{panic::resume_unwind, pin::pin, sync::Arc, time::Duration};

use domain::clock::Timestamp;
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::{CacheEntry, EntryError, Freshness, InFlight};

/// How long a caller waits for a new value before it gets the last good one.
const WAIT_BEFORE_STALE: Duration = Duration::from_secs(1);
/// How long a caller waits when there is no older value.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

impl<T> CacheEntry<T> {
    /// Returns the value of version `asked` or a later one that is valid at `now`. Returns the last good value when the
    /// new one takes too long, or at once when `is_hurried`. If no attempt is in flight, `start` begins a task that
    /// makes the value.
    ///
    /// # Errors
    /// When there is no older value to return instead: the error of this caller's own task, whose panic is resumed, or
    /// [`EntryError::RecentlyFailed`]. The error of `start`, in any case.
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
            // From here on this waiter misses no notification.
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
            let Some(task) = own else { continue };
            match (task.await, last()) {
                (Ok(Ok(())), _) => {}
                (Ok(Err(_)) | Err(_), Some(last)) => return Ok(last),
                (Ok(Err(error)), None) => return Err(EntryError::Failed(error)),
                (Err(panicked), None) => resume_unwind(panicked.into_panic()),
            }
        }
    }
}
