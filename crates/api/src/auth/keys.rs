//! The sign-on service's public keys, cached. They are fetched when a token names a key that is not known: at most now
//! and then, once for all requests that need it. When a fetch fails, the known keys stay in use.

use std::{sync::Arc, time::Duration};

use parking_lot::RwLock;
use reqwest::{Client, RequestBuilder, Url};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::Instant,
};
use tracing::Instrument as _;

use super::{
    SignedIn,
    published::{Fit, PublishedKeys},
    refused::Reason,
    token::Unverified,
};
use crate::http_client;

/// Between the starts of two fetches, whatever is asked of us.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Known keys are fetched again after this long, so that a withdrawn one does not live forever.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);
/// The longest key set taken, in bytes.
const LONGEST: usize = 256 * 1024;

/// The keys.
#[derive(Debug)]
pub(super) struct Keys {
    /// Nowhere, if there is no sign-on service: then there is no key.
    url: Option<Url>,
    http: Client,
    known: Arc<RwLock<Arc<PublishedKeys>>>,
    /// Held during a fetch: whoever needs one meanwhile waits for it.
    last: Arc<Mutex<Option<Fetch>>>,
}

/// The last fetch, by the clock that never steps back.
#[derive(Clone, Copy, Debug)]
struct Fetch {
    started: Instant,
    succeeded: bool,
}

/// What is known once the keys were asked for, or could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    /// No other key is published.
    Last,
    /// There may be others; they may be fetched after this time.
    Open(Duration),
}

impl Keys {
    pub(super) fn new(url: Option<Url>) -> Self {
        Self { url, http: http_client::client(), known: Arc::default(), last: Arc::default() }
    }

    /// The first of the tokens that one of the keys signed. Those whose key is known wait for no fetch but that of
    /// keys grown old.
    ///
    /// # Errors
    /// With what is wrong with each of the tokens, in their order.
    pub(super) async fn verify<'a>(&self, tokens: &[Unverified<'a>]) -> Result<SignedIn<'a>, Vec<Reason>> {
        let arrived = Instant::now();
        if !tokens.is_empty() && self.is_old() {
            self.fetch(arrived).await;
        }
        let known = self.known();
        let mut fits = known.fits(tokens);
        let mut word = Word::Last;
        if !fits.contains(&Fit::Verified) && fits.contains(&Fit::Unknown) {
            word = self.fetch(arrived).await;
            let newer = self.known();
            if !Arc::ptr_eq(&known, &newer) {
                fits = newer.fits(tokens);
            }
        }
        if let Some(place) = fits.iter().position(|fit| *fit == Fit::Verified) {
            return Ok(tokens[place].signed_in());
        }
        Err(tokens.iter().zip(fits).map(|(token, fit)| word.reason(token, fit)).collect())
    }

    fn known(&self) -> Arc<PublishedKeys> {
        Arc::clone(&self.known.read())
    }

    /// Whether it is time to look whether the known keys still stand. While somebody looks, it is not.
    fn is_old(&self) -> bool {
        let Ok(last) = self.last.try_lock() else { return false };
        last.is_none_or(|fetch| fetch.started.elapsed() > MAX_AGE)
    }

    /// Fetches the keys, unless that was done since `arrived` or less than the cool-down ago.
    async fn fetch(&self, arrived: Instant) -> Word {
        let Some(url) = &self.url else { return Word::Last };
        let last = Arc::clone(&self.last).lock_owned().await;
        if let Some(fetch) = *last
            && (fetch.started >= arrived || fetch.started.elapsed() < COOL_DOWN)
        {
            return fetch.word(arrived);
        }
        let request = self.http.get(url.clone());
        // A task of its own: who hangs up in the middle does not end it, for others wait for it too.
        let fetching = fetch_keys(request, Arc::clone(&self.known), last).in_current_span();
        match tokio::spawn(fetching).await {
            Ok(fetch) => fetch.word(arrived),
            Err(_) => Word::Open(COOL_DOWN),
        }
    }
}

/// Fetches the keys, puts them in place of those known, and notes how it went.
async fn fetch_keys(
    request: RequestBuilder,
    known: Arc<RwLock<Arc<PublishedKeys>>>,
    mut last: OwnedMutexGuard<Option<Fetch>>,
) -> Fetch {
    let started = Instant::now();
    let had_succeeded = last.is_none_or(|fetch| fetch.succeeded);
    let read = http_client::read(request, LONGEST).await.and_then(|body| PublishedKeys::read(&body));
    let succeeded = read.is_ok();
    match read {
        Ok(keys) => {
            *known.write() = Arc::new(keys);
            if !had_succeeded {
                tracing::info!("the sign-on service's keys can be had again");
            }
        }
        Err(reason) if had_succeeded => {
            tracing::warn!(reason, "the sign-on service's keys cannot be had; those known stay good");
        }
        Err(_) => {}
    }
    *last.insert(Fetch { started, succeeded })
}

impl Fetch {
    /// What it says to somebody who came at `arrived`: of what was published after it began it knows nothing.
    fn word(self, arrived: Instant) -> Word {
        let is_last = self.succeeded && self.started >= arrived;
        if is_last { Word::Last } else { Word::Open(COOL_DOWN.saturating_sub(self.started.elapsed())) }
    }
}

impl Word {
    /// Why a token that stands to the keys like this is refused.
    fn reason(self, token: &Unverified<'_>, fit: Fit) -> Reason {
        match (fit, self) {
            (Fit::Verified | Fit::Forged, _) => Reason::Signature,
            (Fit::Unknown, Self::Open(wait)) => Reason::Undecided(wait),
            (Fit::Unknown, Self::Last) if token.key_id.is_some() => Reason::UnknownKey,
            (Fit::Unknown, Self::Last) => Reason::NoKeyFits,
        }
    }
}
