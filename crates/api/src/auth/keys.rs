//! The cache of the sign-on service's public keys. They are fetched when a token names an unknown key and when they are
//! over an hour old, rate limited, and once for all requests that need it. When a fetch fails, the known keys stay in
//! use, and are as old as they were.

use std::{sync::Arc, time::Duration};

use parking_lot::RwLock;
use reqwest::{Client, RequestBuilder, Url};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    task::JoinHandle,
    time::Instant,
};
use tracing::Instrument as _;

use super::{
    SignedIn,
    published::{PublishedKeys, SignatureCheck},
    refused::Reason,
    token::Unverified,
};
use crate::http_client;

/// The shortest time between the starts of two fetches, however many tokens arrive.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Known keys are fetched again after this time, so that a withdrawn key does not stay valid forever.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);
/// The longest key set that is accepted, in bytes.
pub(super) const LONGEST: usize = 256 * 1024;

/// The cached keys.
#[derive(Debug)]
pub(super) struct Keys {
    /// `None` if there is no sign-on service: then there are no keys.
    url: Option<Url>,
    http: Client,
    known: Arc<RwLock<Arc<PublishedKeys>>>,
    /// Locked during a fetch: a request that needs a newer one waits for it.
    last: Arc<Mutex<Option<Fetch>>>,
}

/// The last fetch, timed by the monotonic clock.
#[derive(Clone, Copy, Debug)]
struct Fetch {
    started: Instant,
    /// When the last fetch that succeeded started, perhaps this one: the known keys are of that time.
    keys_from: Option<Instant>,
}

/// Whether the known keys are all that are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Completeness {
    /// No other key is published.
    Complete,
    /// There may be others, which may be fetched after this time.
    Unknown(Duration),
}

impl Keys {
    pub(super) fn new(url: Option<Url>) -> Self {
        Self { url, http: http_client::client(), known: Arc::default(), last: Arc::default() }
    }

    /// Returns the first token that one of the keys signed. Tokens whose key is known wait for a fetch only when the
    /// keys are old and the last attempt is as long ago.
    ///
    /// # Errors
    /// The reason for each token, in their order.
    pub(super) async fn verify<'a>(&self, tokens: &[Unverified<'a>]) -> Result<SignedIn<'a>, Vec<Reason>> {
        let arrived = Instant::now();
        if !tokens.is_empty() {
            self.refresh().await;
        }
        let known = self.known();
        let mut checks = known.check_all(tokens);
        let mut completeness = Completeness::Complete;
        if !checks.contains(&SignatureCheck::Verified) && checks.contains(&SignatureCheck::Unknown) {
            completeness = self.fetch(arrived).await;
            let newer = self.known();
            if !Arc::ptr_eq(&known, &newer) {
                checks = newer.check_all(tokens);
            }
        }
        if let Some(place) = checks.iter().position(|check| *check == SignatureCheck::Verified) {
            return Ok(tokens[place].signed_in());
        }
        Err(tokens.iter().zip(checks).map(|(token, check)| completeness.reason(token, check)).collect())
    }

    fn known(&self) -> Arc<PublishedKeys> {
        Arc::clone(&self.known.read())
    }

    /// Fetches the keys if they are old, unless a fetch is in flight or the last one began less than the cool-down ago.
    /// Attempts soon after a failed one are not waited for, so that a service that hangs delays few requests.
    async fn refresh(&self) {
        let (Some(url), Ok(last)) = (&self.url, Arc::clone(&self.last).try_lock_owned()) else { return };
        if last.is_some_and(|fetch| fetch.is_recent() || !fetch.has_old_keys()) {
            return;
        }
        let is_retry = last.is_some_and(|fetch| fetch.started.elapsed() <= MAX_AGE);
        let fetching = self.start_fetch(url, last);
        if !is_retry {
            // Whoever waits looks at the known keys afterwards.
            let _ = fetching.await;
        }
    }

    /// Fetches the keys, unless a fetch has begun since `arrived` or less than the cool-down ago.
    async fn fetch(&self, arrived: Instant) -> Completeness {
        let Some(url) = &self.url else { return Completeness::Complete };
        let last = Arc::clone(&self.last).lock_owned().await;
        if let Some(fetch) = *last
            && (fetch.started >= arrived || fetch.is_recent())
        {
            return fetch.completeness(arrived);
        }
        match self.start_fetch(url, last).await {
            Ok(fetch) => fetch.completeness(arrived),
            Err(_) => Completeness::Unknown(COOL_DOWN),
        }
    }

    /// Starts a fetch in a task of its own, because other requests wait for it too: a client that disconnects does not
    /// end it.
    fn start_fetch(&self, url: &Url, last: OwnedMutexGuard<Option<Fetch>>) -> JoinHandle<Fetch> {
        let request = self.http.get(url.clone());
        tokio::spawn(fetch_keys(request, Arc::clone(&self.known), last).in_current_span())
    }
}

/// Fetches the keys, replaces the known ones, and records whether it succeeded.
async fn fetch_keys(
    request: RequestBuilder,
    known: Arc<RwLock<Arc<PublishedKeys>>>,
    mut last: OwnedMutexGuard<Option<Fetch>>,
) -> Fetch {
    let started = Instant::now();
    let had_succeeded = last.is_none_or(Fetch::succeeded);
    let read = http_client::read(request, LONGEST).await.and_then(|body| PublishedKeys::read(&body));
    let keys_from = if read.is_ok() { Some(started) } else { last.and_then(|fetch| fetch.keys_from) };
    match read {
        Ok(keys) => {
            *known.write() = Arc::new(keys);
            if !had_succeeded {
                tracing::info!("the sign-on service's keys can be fetched again");
            }
        }
        Err(reason) if had_succeeded => {
            tracing::warn!(
                reason,
                "the sign-on service's keys cannot be fetched, the known ones stay valid: check AUTH_JWKS_URL"
            );
        }
        Err(_) => {}
    }
    *last.insert(Fetch { started, keys_from })
}

impl Fetch {
    fn succeeded(self) -> bool {
        self.keys_from == Some(self.started)
    }

    /// Whether the cool-down after it goes on.
    fn is_recent(self) -> bool {
        self.started.elapsed() < COOL_DOWN
    }

    /// Whether the known keys have to be fetched again.
    fn has_old_keys(self) -> bool {
        self.keys_from.is_none_or(|from| from.elapsed() > MAX_AGE)
    }

    /// Whether the keys are complete for a request that came at `arrived`: keys that were published after the fetch
    /// began are not among them.
    fn completeness(self, arrived: Instant) -> Completeness {
        let is_complete = self.succeeded() && self.started >= arrived;
        if is_complete {
            Completeness::Complete
        } else {
            Completeness::Unknown(COOL_DOWN.saturating_sub(self.started.elapsed()))
        }
    }
}

impl Completeness {
    /// Why a token with this result is refused.
    fn reason(self, token: &Unverified<'_>, check: SignatureCheck) -> Reason {
        match (check, self) {
            (SignatureCheck::Verified | SignatureCheck::Forged, _) => Reason::Signature,
            (SignatureCheck::Unknown, Self::Unknown(wait)) => Reason::Undecided(wait),
            (SignatureCheck::Unknown, Self::Complete) if token.key_id.is_some() => Reason::UnknownKey,
            (SignatureCheck::Unknown, Self::Complete) => Reason::NoKeyFits,
        }
    }
}
