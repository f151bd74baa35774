//! Look-ups of accounts at the directory: cached, shared by equal queries, few of them, and never waited for longer than
//! three seconds.

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

/// How long a request waits for the directory. The look-up goes on: whoever asks again finds what it brought.
const WAIT: Duration = Duration::from_secs(3);
/// Look-ups a second of this instance, and how many at once after a pause.
const PER_SECOND: NonZeroU32 = NonZeroU32::MIN;
const AT_ONCE: NonZeroU32 = NonZeroU32::new(3).unwrap();
/// How long a look-up waits for its turn.
const QUEUE: Duration = Duration::from_secs(2);
/// Answers kept, the empty ones included, and for how long.
const KEPT: u64 = 1_000;
const KEPT_FOR: Duration = Duration::from_secs(120);
/// The most accounts that are taken from one answer: many may go by the same name.
const ACCOUNTS: usize = 20;
/// How long the directory is left alone after a failure, unless it says how long.
const PAUSE: Duration = Duration::from_secs(5);

/// What the directory told of a key; nothing, if it failed.
type Told = Option<Arc<[PlayerStats]>>;

/// The look-ups of one instance; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct LookUps(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// Nobody, until somebody is named: then nobody is asked.
    directory: OnceLock<Arc<dyn AccountDirectory>>,
    answers: Cache<AccountKey, Arc<[PlayerStats]>>,
    in_flight: Mutex<HashMap<AccountKey, Shared<BoxFuture<'static, Told>>>>,
    rate: DefaultDirectRateLimiter,
    state: Mutex<State>,
}

/// How the directory fares.
#[derive(Debug, Default)]
struct State {
    is_failing: bool,
    paused_until: Option<Instant>,
}

impl Default for LookUps {
    fn default() -> Self {
        Self(Arc::new(Parts {
            directory: OnceLock::new(),
            answers: Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build(),
            in_flight: Mutex::default(),
            rate: RateLimiter::direct(Quota::per_second(PER_SECOND).allow_burst(AT_ONCE)),
            state: Mutex::default(),
        }))
    }
}

impl LookUps {
    /// Names who is asked, once and for all.
    pub(crate) fn ask_in(&self, directory: Arc<dyn AccountDirectory>) {
        // Whoever was named first stays.
        let _ = self.0.directory.set(directory);
    }

    /// What is told of `key`, within three seconds. A new look-up needs the client's leave, which `may_ask` counts.
    pub(crate) async fn ask(&self, key: AccountKey, may_ask: impl FnOnce() -> bool) -> (Told, UpstreamAnswer) {
        let Some(directory) = self.0.directory.get() else { return (None, UpstreamAnswer::NotAsked) };
        let told = match self.find(directory, key, may_ask) {
            Some(looking) => tokio::time::timeout(WAIT, looking).await.ok().flatten(),
            None => None,
        };
        let answer = if told.is_some() { UpstreamAnswer::Asked } else { UpstreamAnswer::Unavailable };
        (told, answer)
    }

    /// What is kept, what is under way, or a new look-up if there may be one.
    fn find(
        &self,
        directory: &Arc<dyn AccountDirectory>,
        key: AccountKey,
        may_ask: impl FnOnce() -> bool,
    ) -> Option<Shared<BoxFuture<'static, Told>>> {
        let mut in_flight = self.0.in_flight.lock();
        if let Some(kept) = self.0.answers.get(&key) {
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
        // A client that leaves, or waited long enough, breaks no request off.
        tokio::spawn(looking.clone());
        Some(looking)
    }

    async fn look_up(self, directory: Arc<dyn AccountDirectory>, key: AccountKey) -> Told {
        let told = if self.has_its_turn().await { self.request(directory, key.clone()).await } else { None };
        let mut in_flight = self.0.in_flight.lock();
        if let Some(told) = &told {
            self.0.answers.insert(key.clone(), Arc::clone(told));
        }
        in_flight.remove(&key);
        told
    }

    /// Whether the instance may ask once more, within the time that a look-up waits for that.
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

    async fn request(&self, directory: Arc<dyn AccountDirectory>, key: AccountKey) -> Told {
        let told = directory.look_up(key).await;
        self.note(&told);
        told.ok().map(|mut accounts| {
            accounts.truncate(ACCOUNTS);
            Arc::from(accounts)
        })
    }

    /// Logs a change, and leaves a directory alone that fails.
    fn note(&self, told: &Result<Vec<PlayerStats>, Unanswered>) {
        let mut state = self.0.state.lock();
        match told {
            Ok(_) => {
                state.paused_until = None;
                if std::mem::replace(&mut state.is_failing, false) {
                    tracing::info!("the upstream looks accounts up again");
                }
            }
            Err(error) => {
                state.paused_until = Instant::now().checked_add(error.retry_after.unwrap_or(PAUSE));
                if !std::mem::replace(&mut state.is_failing, true) {
                    tracing::warn!(%error, "the upstream looks up no accounts; hosts find those that are known here");
                }
            }
        }
    }
}
