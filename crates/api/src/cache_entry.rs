//! Single-flight cache entry with versioned invalidation: one caller makes the value for all, makes it again when it is
//! out of date, and the old value is served while making it fails.

mod background;

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::clock::Timestamp;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{Notify, futures::Notified};

pub(crate) use background::DEADLINE;

/// After a failure the entry serves the old value for this long before the next attempt.
pub(crate) const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Whether a value is up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It is up to date.
    Fresh,
    /// The last good value, because making a new one failed or takes too long.
    Stale,
}

/// Why a caller gets no value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EntryError<E> {
    /// Making the value failed.
    Failed(E),
    /// Making the value failed less than [`PAUSE_AFTER_FAILURE`] ago and is not tried again yet, or takes too long.
    RecentlyFailed,
}

impl<E> From<E> for EntryError<E> {
    fn from(error: E) -> Self {
        Self::Failed(error)
    }
}

/// How long a value is valid: until the invalidation version changes, or until a time at which it expires without
/// a nudge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) version: u64,
    pub(crate) expires_at: Option<Timestamp>,
}

/// The cache entry of one value.
#[derive(Debug)]
pub(crate) struct CacheEntry<T> {
    value: RwLock<Option<(Arc<T>, Validity)>>,
    single: Arc<SingleFlight>,
}

/// Lets one caller at a time make the value.
#[derive(Debug, Default)]
struct SingleFlight {
    in_flight: AtomicBool,
    /// Wakes all waiters when an attempt to make the value ends.
    finished: Notify,
    /// When the last attempt failed, if it did.
    failed_at: Mutex<Option<Instant>>,
}

/// An attempt to make the value. Dropping it wakes the waiters, also when its caller was cancelled. A panic counts as a
/// failure: otherwise each waiter would try again in turn, and panic too.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<SingleFlight>);

impl SingleFlight {
    fn note_failure(&self, at: Option<Instant>) {
        *self.failed_at.lock() = at;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.note_failure(Some(Instant::now()));
        }
        // Clear the flag first: the woken callers try to set it.
        self.0.in_flight.store(false, Ordering::SeqCst);
        self.0.finished.notify_waiters();
    }
}

impl<T> Default for CacheEntry<T> {
    fn default() -> Self {
        Self { value: RwLock::new(None), single: Arc::default() }
    }
}

impl<T> CacheEntry<T> {
    /// Returns the value. Calls `make` first when the stored value is older than `version()` or has expired at `now`.
    ///
    /// # Errors
    /// When there is no older value to return instead. All callers that waited for the failed attempt get an error at
    /// once: if each tried again in turn, the last one would wait for as many failures.
    pub(crate) async fn get<E>(
        &self,
        now: Timestamp,
        version: impl Fn() -> u64,
        make: impl AsyncFnOnce() -> Result<(T, Option<Timestamp>), E>,
    ) -> Result<(Arc<T>, Freshness), EntryError<E>> {
        let asked = version();
        let _in_flight = loop {
            let mut finished = pin!(self.finished());
            // From here on this waiter misses no notification.
            finished.as_mut().enable();
            if let Some(found) = self.usable(now, asked) {
                return Ok(found);
            }
            if self.failed_recently() {
                return Err(EntryError::RecentlyFailed);
            }
            match self.start() {
                Some(in_flight) => break in_flight,
                None => finished.await,
            }
        };
        let version = version();
        match make().await {
            Ok((value, until)) => Ok((self.put(value, Validity { version, expires_at: until }), Freshness::Fresh)),
            Err(error) => {
                self.fail();
                self.last().map(|value| (value, Freshness::Stale)).ok_or(EntryError::Failed(error))
            }
        }
    }

    /// Returns the right to make the value, unless another caller has it. Its holder calls [`CacheEntry::put`] or
    /// [`CacheEntry::fail`] before dropping it.
    pub(crate) fn start(&self) -> Option<InFlight> {
        let is_taken = self.single.in_flight.swap(true, Ordering::SeqCst);
        (!is_taken).then(|| InFlight(Arc::clone(&self.single)))
    }

    /// Waits for the end of the attempt that is in flight when the returned future is enabled.
    pub(crate) fn finished(&self) -> Notified<'_> {
        self.single.finished.notified()
    }

    /// Stores a new value.
    pub(crate) fn put(&self, value: T, validity: Validity) -> Arc<T> {
        let value = Arc::new(value);
        *self.value.write() = Some((Arc::clone(&value), validity));
        self.single.note_failure(None);
        value
    }

    /// Records that making the value failed.
    pub(crate) fn fail(&self) {
        self.single.note_failure(Some(Instant::now()));
    }

    /// Replaces `known` by `changed` with the same validity, unless another value has replaced `known` already.
    pub(crate) fn amend(&self, known: &Arc<T>, changed: Arc<T>) {
        let mut value = self.value.write();
        if let Some((held, _)) = value.as_mut().filter(|(held, _)| Arc::ptr_eq(held, known)) {
            *held = changed;
        }
    }

    /// Returns the last good value, however old.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        let value = self.value.read();
        value.as_ref().map(|(value, _)| Arc::clone(value))
    }

    /// Returns the stored value if it has `version` or a later one and has not expired at `now`; as stale, also when
    /// making a new one failed recently.
    pub(crate) fn usable(&self, now: Timestamp, version: u64) -> Option<(Arc<T>, Freshness)> {
        let value = self.value.read();
        let (value, validity) = value.as_ref()?;
        let freshness = if validity.version >= version && validity.expires_at.is_none_or(|until| now < until) {
            Freshness::Fresh
        } else if self.failed_recently() {
            Freshness::Stale
        } else {
            return None;
        };
        Some((Arc::clone(value), freshness))
    }

    /// Whether making the value failed less than [`PAUSE_AFTER_FAILURE`] ago.
    pub(crate) fn failed_recently(&self) -> bool {
        let failed_at = *self.single.failed_at.lock();
        failed_at.is_some_and(|at| at.elapsed() < PAUSE_AFTER_FAILURE)
    }
}

#[cfg(test)]
mod tests;
