//! Verification of the built-in sign-in's tokens, with keys and sessions in memory: they are read every few seconds,
//! and when a token names an unknown one. While the database is down, the known ones stay valid.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::id::UserId;
use jsonwebtoken::DecodingKey;
use parking_lot::RwLock;
use store::{
    Pool,
    sign_in::{
        sessions,
        signing_keys::{self, PublicKey},
    },
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, interval, sleep, timeout},
};
use tracing::Instrument as _;
use uuid::Uuid;

use super::{SignedIn, refused::Reason, token::Unverified};

/// How often keys and sessions are read.
const INTERVAL: Duration = Duration::from_secs(5);
/// The shortest time between the starts of two reads that tokens cause, however many tokens arrive.
const COOL_DOWN: Duration = Duration::from_secs(1);
/// How long a read may take.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// The most sessions that are kept in memory, those that last the longest. There are a few for each host, and operators
/// add hosts.
const MOST_SESSIONS: i64 = 20_000;

/// The keys and sessions of the built-in sign-in.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    pool: Pool,
    known: Arc<RwLock<Arc<Known>>>,
    /// Locked during a read: a request that needs a newer one waits for it.
    last: Arc<Mutex<Option<LastRead>>>,
}

/// The keys and sessions that were read.
#[derive(Default)]
pub(crate) struct Known {
    keys: Vec<Key>,
    sessions: HashMap<Uuid, UserId>,
}

struct Key {
    id: Uuid,
    public: PublicKey,
    decoding: DecodingKey,
}

/// The last read, timed by the monotonic clock.
#[derive(Clone, Copy, Debug)]
struct LastRead {
    started: Instant,
    ended: Instant,
    succeeded: bool,
}

/// The result of checking a token against the known keys and sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenCheck {
    /// A known key signed it, and its session is known.
    Verified,
    /// The key that it names did not sign it.
    Forged,
    /// Its key is not known.
    UnknownKey,
    /// A key signed it, but its session is not known.
    UnknownSession,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({} keys, {} sessions)", self.keys.len(), self.sessions.len())
    }
}

impl BuiltIn {
    pub(super) fn new(pool: Pool) -> Self {
        Self { pool, known: Arc::default(), last: Arc::default() }
    }

    /// Returns the first valid token.
    ///
    /// # Errors
    /// The reason for each token, in their order.
    pub(super) async fn verify<'a>(&self, tokens: &[Unverified<'a>]) -> Result<SignedIn<'a>, Vec<Reason>> {
        let (checks, is_certain) = self.check_all(tokens, |checks| checks.contains(&TokenCheck::Verified)).await;
        match checks.iter().position(|check| *check == TokenCheck::Verified) {
            Some(place) => Ok(tokens[place].signed_in()),
            None => Err(checks.into_iter().map(|check| check.reason(is_certain)).collect()),
        }
    }

    /// Returns the valid tokens.
    ///
    /// # Errors
    /// The reason for a token that cannot be checked.
    pub(super) async fn verify_all<'a>(&self, tokens: &[Unverified<'a>]) -> Result<Vec<SignedIn<'a>>, Reason> {
        let is_known = |check: &TokenCheck| matches!(check, TokenCheck::Verified | TokenCheck::Forged);
        let (checks, is_certain) = self.check_all(tokens, |checks| checks.iter().all(is_known)).await;
        if let Some(unknown) = checks.iter().find(|check| !is_known(check)).filter(|_| !is_certain) {
            return Err(unknown.reason(false));
        }
        let all = tokens.iter().zip(checks);
        Ok(all.filter(|(_, check)| *check == TokenCheck::Verified).map(|(token, _)| token.signed_in()).collect())
    }

    /// Whether the token is valid by the keys and sessions in memory.
    pub(super) fn is_known_good(&self, token: &Unverified<'_>) -> bool {
        self.known().check(token) == TokenCheck::Verified
    }

    /// The keys' ids and public halves, the signing key first; `None` when they were never read and the read fails now.
    pub(crate) async fn keys(&self) -> Option<Vec<(Uuid, PublicKey)>> {
        let was_read = self.last.try_lock().is_ok_and(|last| last.is_some_and(|read| read.succeeded));
        if !was_read && self.known().keys.is_empty() && !self.read(Instant::now(), COOL_DOWN).await {
            return None;
        }
        Some(self.known().keys.iter().map(|key| (key.id, key.public.clone())).collect())
    }

    /// Reads the keys and sessions after a change.
    pub(crate) async fn read_anew(&self) {
        self.read(Instant::now(), Duration::ZERO).await;
    }

    /// Reads the keys and sessions every few seconds, forever.
    pub(crate) async fn watch(&self) {
        let mut ticks = interval(INTERVAL);
        loop {
            ticks.tick().await;
            self.read(Instant::now(), Duration::ZERO).await;
        }
    }

    /// Checks the tokens against the known keys and sessions. If the result is not `enough`, reads them again and
    /// checks once more. Also returns whether the result is certain, because no newer data can exist.
    async fn check_all(
        &self,
        tokens: &[Unverified<'_>],
        enough: impl Fn(&[TokenCheck]) -> bool,
    ) -> (Vec<TokenCheck>, bool) {
        let arrived = Instant::now();
        let checks = self.known().check_all(tokens);
        if tokens.is_empty() || enough(&checks) || checks.iter().all(|check| *check == TokenCheck::Forged) {
            return (checks, true);
        }
        let is_certain = self.read(arrived, COOL_DOWN).await;
        (self.known().check_all(tokens), is_certain)
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read())
    }

    /// Reads keys and sessions, unless a read has begun since `arrived`, and at the earliest `cool_down` after the last
    /// read. Returns whether that succeeded; fails at once right after a failure.
    async fn read(&self, arrived: Instant, cool_down: Duration) -> bool {
        let last = Arc::clone(&self.last).lock_owned().await;
        if let Some(read) = *last {
            if read.started >= arrived {
                return read.succeeded;
            }
            if !read.succeeded && read.ended.elapsed() < cool_down {
                return false;
            }
            sleep(cool_down.saturating_sub(read.started.elapsed())).await;
        }
        // In a task of its own, because other requests wait for it too: a client that disconnects does not end it.
        let reading = read_into(self.pool.clone(), Arc::clone(&self.known), last).in_current_span();
        tokio::spawn(reading).await.unwrap_or(false)
    }
}

/// Reads keys and sessions, replaces the known ones, and records whether it succeeded.
async fn read_into(pool: Pool, known: Arc<RwLock<Arc<Known>>>, mut last: OwnedMutexGuard<Option<LastRead>>) -> bool {
    let started = Instant::now();
    let had_succeeded = last.is_none_or(|read| read.succeeded);
    let read = timeout(READ_TIMEOUT, Known::read(&pool)).await;
    let succeeded = matches!(read, Ok(Ok(_)));
    match read {
        Ok(Ok(read)) => {
            *known.write() = Arc::new(read);
            if !had_succeeded {
                tracing::info!("hosts' keys and sessions can be read again");
            }
        }
        // The migrations have not run yet, so there is no session either.
        Ok(Err(error)) if error.is_schema_missing() => {}
        Ok(Err(error)) if had_succeeded => {
            tracing::warn!(
                %error,
                "hosts' keys and sessions cannot be read: known ones stay valid, unknown ones get 503"
            );
        }
        Err(_) if had_succeeded => {
            tracing::warn!(
                "hosts' keys and sessions cannot be read within 5 s: known ones stay valid, unknown ones get 503"
            );
        }
        _ => {}
    }
    *last = Some(LastRead { started, ended: Instant::now(), succeeded });
    succeeded
}

impl Known {
    async fn read(pool: &Pool) -> Result<Self, store::Error> {
        let mut connection = pool.acquire().await?;
        let keys = signing_keys::public(&mut connection).await?;
        let sessions = sessions::all(&mut connection, MOST_SESSIONS).await?;
        let key = |(id, public): (Uuid, PublicKey)| {
            let decoding = DecodingKey::from_rsa_raw_components(&public.modulus, &public.exponent);
            Key { id, public, decoding }
        };
        Ok(Self {
            keys: keys.into_iter().map(key).collect(),
            sessions: sessions.into_iter().map(|session| (session.id, session.user_id)).collect(),
        })
    }

    fn check_all(&self, tokens: &[Unverified<'_>]) -> Vec<TokenCheck> {
        tokens.iter().map(|token| self.check(token)).collect()
    }

    fn check(&self, token: &Unverified<'_>) -> TokenCheck {
        let named = token.key_id.as_deref().and_then(|id| Uuid::parse_str(id).ok());
        // A token without a key id, or with one that is no UUID, cannot be ours.
        let Some(named) = named else { return TokenCheck::Forged };
        let Some(key) = self.keys.iter().find(|key| key.id == named) else { return TokenCheck::UnknownKey };
        if !token.is_signed_with(&key.decoding) {
            return TokenCheck::Forged;
        }
        let SignedIn { user, session, .. } = token.signed_in();
        let owner = session.and_then(|session| self.sessions.get(&session.id));
        if owner == Some(&user) { TokenCheck::Verified } else { TokenCheck::UnknownSession }
    }
}

impl TokenCheck {
    /// Why such a token is refused; `is_certain` says that no newer data can exist.
    const fn reason(self, is_certain: bool) -> Reason {
        match self {
            Self::UnknownKey | Self::UnknownSession if !is_certain => Reason::Undecided(COOL_DOWN),
            Self::UnknownKey => Reason::UnknownKey,
            Self::UnknownSession => Reason::Session,
            Self::Verified | Self::Forged => Reason::Signature,
        }
    }
}
