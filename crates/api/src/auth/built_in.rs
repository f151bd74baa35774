//! Verification of the built-in sign-in's tokens, with keys and sessions that are kept in memory: read every few seconds,
//! and when a token names one that is not known. While the database is away, those known stay good.

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
/// Between the starts of two reads that tokens cause, whatever is asked of us.
const COOL_DOWN: Duration = Duration::from_secs(1);
/// What a read may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Sessions kept in memory, at most: those that last the longest. There are a few for each host, and operators add hosts.
const MOST_SESSIONS: i64 = 20_000;

/// Keys and sessions.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    pool: Pool,
    known: Arc<RwLock<Arc<Known>>>,
    /// Held during a read: whoever needs one meanwhile waits for it.
    last: Arc<Mutex<Option<Read>>>,
}

/// What was read.
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

/// The last read, by the clock that never steps back.
#[derive(Clone, Copy, Debug)]
struct Read {
    started: Instant,
    ended: Instant,
    succeeded: bool,
}

/// How a token stands to what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Signed with a key, in a session.
    Good,
    /// The key that it names did not sign it.
    Forged,
    /// Its key is not known.
    UnknownKey,
    /// A key signed it, and its session is not known.
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

    /// The first of the tokens that is good.
    ///
    /// # Errors
    /// With what is wrong with each of the tokens, in their order.
    pub(super) async fn verify<'a>(&self, tokens: &[Unverified<'a>]) -> Result<SignedIn<'a>, Vec<Reason>> {
        let (fits, is_certain) = self.fits(tokens, |fits| fits.contains(&Fit::Good)).await;
        match fits.iter().position(|fit| *fit == Fit::Good) {
            Some(place) => Ok(tokens[place].signed_in()),
            None => Err(fits.into_iter().map(|fit| fit.reason(is_certain)).collect()),
        }
    }

    /// Those of the tokens that are good.
    ///
    /// # Errors
    /// With why that cannot be told of one of them.
    pub(super) async fn verify_all<'a>(&self, tokens: &[Unverified<'a>]) -> Result<Vec<SignedIn<'a>>, Reason> {
        let is_known = |fit: &Fit| matches!(fit, Fit::Good | Fit::Forged);
        let (fits, is_certain) = self.fits(tokens, |fits| fits.iter().all(is_known)).await;
        if let Some(unknown) = fits.iter().find(|fit| !is_known(fit)).filter(|_| !is_certain) {
            return Err(unknown.reason(false));
        }
        let all = tokens.iter().zip(fits);
        Ok(all.filter(|(_, fit)| *fit == Fit::Good).map(|(token, _)| token.signed_in()).collect())
    }

    /// Whether what is in memory says that the token is good.
    pub(super) fn is_known_good(&self, token: &Unverified<'_>) -> bool {
        self.known().fit(token) == Fit::Good
    }

    /// The keys' ids and public halves, the one that signs first; none, when they were never read and cannot be now.
    pub(crate) async fn keys(&self) -> Option<Vec<(Uuid, PublicKey)>> {
        let was_read = self.last.try_lock().is_ok_and(|last| last.is_some_and(|read| read.succeeded));
        if !was_read && self.known().keys.is_empty() && !self.read(Instant::now(), COOL_DOWN).await {
            return None;
        }
        Some(self.known().keys.iter().map(|key| (key.id, key.public.clone())).collect())
    }

    /// Reads what was just changed.
    pub(crate) async fn read_anew(&self) {
        self.read(Instant::now(), Duration::ZERO).await;
    }

    /// Reads every few seconds, for ever.
    pub(crate) async fn watch(&self) {
        let mut ticks = interval(INTERVAL);
        loop {
            ticks.tick().await;
            self.read(Instant::now(), Duration::ZERO).await;
        }
    }

    /// How the tokens stand to what is known: if that is not `enough`, to what is read because of it; and whether nothing
    /// newer can be known.
    async fn fits(&self, tokens: &[Unverified<'_>], enough: impl Fn(&[Fit]) -> bool) -> (Vec<Fit>, bool) {
        let arrived = Instant::now();
        let fits = self.known().fits(tokens);
        if tokens.is_empty() || enough(&fits) || fits.iter().all(|fit| *fit == Fit::Forged) {
            return (fits, true);
        }
        let is_certain = self.read(arrived, COOL_DOWN).await;
        (self.known().fits(tokens), is_certain)
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read())
    }

    /// Reads keys and sessions, unless that was begun since `arrived`, and no sooner than `cool_down` after the last time.
    /// Says whether it succeeded; right after a failure it fails at once.
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
        // A task of its own: who hangs up in the middle does not end it, for others wait for it too.
        let reading = read_into(self.pool.clone(), Arc::clone(&self.known), last).in_current_span();
        tokio::spawn(reading).await.unwrap_or(false)
    }
}

/// Reads keys and sessions, puts them in place of those known, and notes how it went.
async fn read_into(pool: Pool, known: Arc<RwLock<Arc<Known>>>, mut last: OwnedMutexGuard<Option<Read>>) -> bool {
    let started = Instant::now();
    let had_succeeded = last.is_none_or(|read| read.succeeded);
    let read = timeout(PATIENCE, Known::read(&pool)).await;
    let succeeded = matches!(read, Ok(Ok(_)));
    match read {
        Ok(Ok(read)) => {
            *known.write() = Arc::new(read);
            if !had_succeeded {
                tracing::info!("hosts' keys and sessions can be read again");
            }
        }
        // Nobody has run the migrations yet: there is no session either.
        Ok(Err(error)) if error.is_schema_missing() => {}
        Ok(Err(error)) if had_succeeded => {
            tracing::warn!(%error, "hosts' keys and sessions cannot be read; those known stay good");
        }
        Err(_) if had_succeeded => {
            tracing::warn!("hosts' keys and sessions cannot be read in time; those known stay good");
        }
        _ => {}
    }
    *last = Some(Read { started, ended: Instant::now(), succeeded });
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

    fn fits(&self, tokens: &[Unverified<'_>]) -> Vec<Fit> {
        tokens.iter().map(|token| self.fit(token)).collect()
    }

    fn fit(&self, token: &Unverified<'_>) -> Fit {
        let named = token.key_id.as_deref().and_then(|id| Uuid::parse_str(id).ok());
        // What names none, or none that could be ours, needs no look.
        let Some(named) = named else { return Fit::Forged };
        let Some(key) = self.keys.iter().find(|key| key.id == named) else { return Fit::UnknownKey };
        if !token.is_signed_with(&key.decoding) {
            return Fit::Forged;
        }
        let SignedIn { user, session, .. } = token.signed_in();
        let owner = session.and_then(|session| self.sessions.get(&session.id));
        if owner == Some(&user) { Fit::Good } else { Fit::UnknownSession }
    }
}

impl Fit {
    /// Why a token that stands like this is refused, if nothing newer can be known or else.
    const fn reason(self, is_certain: bool) -> Reason {
        match self {
            Self::UnknownKey | Self::UnknownSession if !is_certain => Reason::Undecided(COOL_DOWN),
            Self::UnknownKey => Reason::UnknownKey,
            Self::UnknownSession => Reason::Session,
            Self::Good | Self::Forged => Reason::Signature,
        }
    }
}
