//! Look-ups of accounts at the directory: cached, shared by equal queries, rate limited, and awaited for at most three
//! seconds.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use domain::{found_account::AccountKey, player::PlayerStats, view::accounts::UpstreamAnswer};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};
use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use moka::sync::Cache;
use parking_lot::Mutex;

use super::{AccountDirectory, Unanswered};

/// How long a request waits for the directory. The look-up continues, so that a later request finds its result.
const WAIT: Duration = Duration::from_secs(3);
/// Look-ups a second of this instance, and the burst after a pause.
const PER_SECOND: NonZeroU32 = NonZeroU32::MIN;
const AT_ONCE: NonZeroU32 = NonZeroU32::new(3).unwrap();
/// How long a look-up waits for the rate limiter.
const QUEUE: Duration = Duration::from_secs(2);
/// The most results that are cached, empty ones included, and for how long.
const KEPT: u64 = 1_000;
const KEPT_FOR: Duration = Duration::from_secs(120);
/// The most accounts that are taken from one result: many accounts may have the same name.
const ACCOUNTS: usize = 20;
/// How long no request is sent after a failure, unless the directory says how long.
const PAUSE: Duration = Duration::from_secs(5);

/// The directory's result for a key; `None` if the look-up failed.
type LookUpResult = Option<Arc<[PlayerStats]>>;

/// The look-ups of one instance; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct LookUps(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Empty until a directory is set; until then no look-up is made.
    directory: OnceLock<Arc<dyn AccountDirectory>>,
    results: Cache<AccountKey, Arc<[PlayerStats]>>,
    in_flight: Mutex<HashMap<AccountKey, Shared<BoxFuture<'static, LookUpResult>>>>,
    rate: DefaultDirectRateLimiter,
    state: Mutex<State>,
}

/// Whether the directory works.
#[derive(Debug, Default)]
struct State {
    is_failing: bool,
    paused_until: Option<Instant>,
}

impl Default for LookUps {
    fn default() -> Self {
        Self(Arc::new(Inner {
            directory: OnceLock::new(),
            results: Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build(),
            in_flight: Mutex::default(),
            rate: RateLimiter::direct(Quota::per_second(PER_SECOND).allow_burst(AT_ONCE)),
            state: Mutex::default(),
        }))
    }
}

impl LookUps {
    /// Sets the directory, once and for all.
    pub(crate) fn set_directory(&self, directory: Arc<dyn AccountDirectory>) {
        // A second call changes nothing.
        let _ = self.0.directory.set(directory);
    }

    /// Looks `key` up, waiting at most three seconds. A new look-up is made only if `may_ask` returns true, which
    /// counts it against the client's limit.
    pub(crate) async fn ask(&self, key: AccountKey, may_ask: impl FnOnce() -> bool) -> (LookUpResult, UpstreamAnswer) {
        let Some(directory) = self.0.directory.get() else { return (None, UpstreamAnswer::NotAsked) };
        let result = match self.find(directory, key, may_ask) {
            Some(looking) => tokio::time::timeout(WAIT, looking).await.ok().flatten(),
            None => None,
        };
        let answer = if result.is_some() { UpstreamAnswer::Asked } else { UpstreamAnswer::Unavailable };
        (result, answer)
    }

    /// Returns the cached result, the look-up in flight, or a new look-up if one is allowed.
    fn find(
        &self,
        directory: &Arc<dyn AccountDirectory>,
        key: AccountKey,
        may_ask: impl FnOnce() -> bool,
    ) -> Option<Shared<BoxFuture<'static, LookUpResult>>> {
        let mut in_flight = self.0.in_flight.lock();
        if let Some(kept) = self.0.results.get(&key) {
            return Some(std::future::ready(Some(kept)).boxed().shared());
        }
        if let Some(looking) = in_flight.get(&key) {
            return Some(looking.clone());
        }
        let is_paused = self.0.state.lock().paused_until.is_some_and(|until| Instant::now() < until);
        if is_paused || !may_ask() {
            return None;
        }
        let looking = self.clone().look_up(Arc::clone(directory), key.clone()).boxed().shared();
        in_flight.insert(key, looking.clone());
        // In a task of its own, so that a client that disconnects or times out does not end the look-up.
        tokio::spawn(looking.clone());
        Some(looking)
    }

    async fn look_up(self, directory: Arc<dyn AccountDirectory>, key: AccountKey) -> LookUpResult {
        let result = if self.has_its_turn().await { self.request(directory, key.clone()).await } else { None };
        let mut in_flight = self.0.in_flight.lock();
        if let Some(result) = &result {
            self.0.results.insert(key.clone(), Arc::clone(result));
        }
        in_flight.remove(&key);
        result
    }

    /// Waits for the rate limiter. Returns false when that would take longer than [`QUEUE`].
    async fn has_its_turn(&self) -> bool {
        let (clock, began) = (DefaultClock::default(), Instant::now());
        while let Err(denied) = self.0.rate.check() {
            let wait = denied.wait_time_from(clock.now());
            if began.elapsed() + wait > QUEUE {
                return false;
            }
            tokio::time::sleep(wait).await;
        }
        true
    }

    async fn request(&self, directory: Arc<dyn AccountDirectory>, key: AccountKey) -> LookUpResult {
        let result = directory.look_up(key).await;
        self.note(&result);
        result.ok().map(|mut accounts| {
            accounts.truncate(ACCOUNTS);
            Arc::from(accounts)
        })
    }

    /// Logs when the directory's state changes, and pauses look-ups after a failure.
    fn note(&self, result: &Result<Vec<PlayerStats>, Unanswered>) {
        let mut state = self.0.state.lock();
        match result {
            Ok(_) => {
                state.paused_until = None;
                if std::mem::replace(&mut state.is_failing, false) {
                    tracing::info!("the upstream looks accounts up again");
                }
            }
            Err(error) => {
                state.paused_until = Instant::now().checked_add(error.retry_after.unwrap_or(PAUSE));
                if !std::mem::replace(&mut state.is_failing, true) {
                    tracing::warn!(
                        %error,
                        "account look-ups at the upstream fail and pause: hosts find only stored accounts"
                    );
                }
            }
        }
    }
}
