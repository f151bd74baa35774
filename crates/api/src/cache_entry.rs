//! Single-flight cache entry with versioned invalidation: the value is made once for everybody who asks, made anew when
//! it is out of date, and served stale while making it fails.

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

/// After a failure the old value serves for this long before the next try.
pub(crate) const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How a value came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It is up to date.
    Fresh,
    /// It could not be made anew: the last good one.
    Stale,
}

/// Why there is no value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EntryError<E> {
    /// It could not be made.
    Failed(E),
    /// It could not be made a moment ago, which is not tried again yet.
    RecentlyFailed,
}

impl<E> From<E> for EntryError<E> {
    fn from(error: E) -> Self {
        Self::Failed(error)
    }
}

/// How long a value is valid: while the invalidation version is the one it was made under, and until the clock alone
/// ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) version: u64,
    pub(crate) expires_at: Option<Timestamp>,
}

/// The entry of one value.
#[derive(Debug)]
pub(crate) struct CacheEntry<T> {
    value: RwLock<Option<(Arc<T>, Validity)>>,
    single: Arc<SingleFlight>,
    failed_at: Mutex<Option<Instant>>,
}

/// Lets one at a time make the value.
#[derive(Debug, Default)]
struct SingleFlight {
    in_flight: AtomicBool,
    /// Notified whenever a making ended, for all who wait for it at once.
    finished: Notify,
}

/// A value being made. Its end is told, also when whoever wanted it gave up.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<SingleFlight>);

impl Drop for InFlight {
    fn drop(&mut self) {
        // First the flag: who is woken tries for it.
        self.0.in_flight.store(false, Ordering::SeqCst);
        self.0.finished.notify_waiters();
    }
}

impl<T> Default for CacheEntry<T> {
    fn default() -> Self {
        Self { value: RwLock::new(None), single: Arc::default(), failed_at: Mutex::new(None) }
    }
}

impl<T> CacheEntry<T> {
    /// The value, made by `make` when what is here is not of `version()` or ran out before `now`.
    ///
    /// # Errors
    /// When there is no older value to return instead. Everybody who waited for the failed attempt gets its error: if each
    /// tried again in turn, the last one would wait for as many failures.
    pub(crate) async fn get<E>(
        &self,
        now: Timestamp,
        version: impl Fn() -> u64,
        make: impl AsyncFnOnce() -> Result<(T, Option<Timestamp>), E>,
    ) -> Result<(Arc<T>, Freshness), EntryError<E>> {
        let asked = version();
        let _in_flight = loop {
            let mut finished = pin!(self.finished());
            // From here on no end is missed.
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

    /// The right to make the value, unless somebody makes it. What is made is brought by [`CacheEntry::put`] or
    /// [`CacheEntry::fail`] before the right is given back.
    pub(crate) fn start(&self) -> Option<InFlight> {
        let is_taken = self.single.in_flight.swap(true, Ordering::SeqCst);
        (!is_taken).then(|| InFlight(Arc::clone(&self.single)))
    }

    /// Waits for the end of a making that is under way when this is enabled.
    pub(crate) fn finished(&self) -> Notified<'_> {
        self.single.finished.notified()
    }

    /// Brings a value.
    pub(crate) fn put(&self, value: T, validity: Validity) -> Arc<T> {
        let value = Arc::new(value);
        *self.value.write() = Some((Arc::clone(&value), validity));
        self.note_failure(None);
        value
    }

    /// Notes that the value could not be made.
    pub(crate) fn fail(&self) {
        self.note_failure(Some(Instant::now()));
    }

    /// Puts `changed` in the place of `known`, unless another value has taken it; as good as that was.
    pub(crate) fn amend(&self, known: &Arc<T>, changed: Arc<T>) {
        let mut value = self.value.write();
        if let Some((held, _)) = value.as_mut().filter(|(held, _)| Arc::ptr_eq(held, known)) {
            *held = changed;
        }
    }

    /// The last good value, however old.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        let value = self.value.read();
        value.as_ref().map(|(value, _)| Arc::clone(value))
    }

    /// The value as it is here, when it is of `version` or a later one and good at `now`, or could not be made anew
    /// lately.
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

    /// Whether the value could not be made a moment ago.
    pub(crate) fn failed_recently(&self) -> bool {
        let failed_at = *self.failed_at.lock();
        failed_at.is_some_and(|at| at.elapsed() < PAUSE_AFTER_FAILURE)
    }

    fn note_failure(&self, at: Option<Instant>) {
        *self.failed_at.lock() = at;
    }
}

#[cfg(test)]
mod tests;
