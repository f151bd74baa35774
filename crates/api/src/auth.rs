//! Authentication: verifies the access cookie's token (a JSON Web Token) with the public keys of the sign-on service or
//! of the built-in sign-in, whichever the token names as its issuer.

mod built_in;
mod examine;
mod keys;
mod published;
mod refused;
mod rs256;
mod token;

use std::sync::Arc;

use domain::{clock::Timestamp, id::UserId};
use http::HeaderMap;
use store::Pool;
use uuid::Uuid;

use crate::{cookie::cookies, error::Error, settings::Settings};
pub(crate) use built_in::BuiltIn;
pub use examine::{SignOn, examine_sign_on};
pub(crate) use token::{AUDIENCE, ISSUER};

use keys::Keys;
use refused::{Reason, RefusalLog, RefusedToken};
use token::{Rules, Unverified};

/// The most tokens of one request that are checked against keys: each costs one verification per key.
const MOST_TOKENS: usize = 8;

/// Verifies the tokens of requests.
#[derive(Debug)]
pub(crate) struct Authenticator {
    keys: Keys,
    built_in: Option<Arc<BuiltIn>>,
    rules: Rules,
    log: RefusalLog,
}

/// An authenticated user.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SignedIn<'a> {
    pub(crate) user: UserId,
    /// The token that authenticated the user.
    pub(crate) token: &'a str,
    /// The session, if the built-in sign-in issued the token.
    pub(crate) session: Option<Session>,
}

/// A session of the built-in sign-in, as named by a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    /// When the token was issued.
    pub(crate) issued_at: Timestamp,
}

impl Authenticator {
    /// Accepts tokens of the sign-on service. Also accepts those of the built-in sign-in if `built_in` is the database
    /// that stores its sessions.
    pub(crate) fn new(settings: &Settings, built_in: Option<Pool>) -> Self {
        rs256::install();
        Self {
            keys: Keys::new(settings.auth_jwks_url.0.clone()),
            rules: Rules::new(settings.auth_token_issuer.as_deref(), built_in.is_some()),
            built_in: built_in.map(|pool| Arc::new(BuiltIn::new(pool))),
            log: RefusalLog::default(),
        }
    }

    /// The keys and sessions of the built-in sign-in, if it is on.
    pub(crate) fn built_in(&self) -> Option<&Arc<BuiltIn>> {
        self.built_in.as_ref()
    }

    /// Returns the user whose token the request carries.
    ///
    /// # Errors
    /// As [`Authenticator::sign_in`].
    pub(crate) async fn user(&self, headers: &HeaderMap, now: Timestamp) -> Result<UserId, Error> {
        self.sign_in(headers, now).await.map(|signed_in| signed_in.user)
    }

    /// Returns the user with the token that authenticates them: of several access cookies, the first one that verifies.
    /// Tokens of the built-in sign-in are tried first, because its keys are in memory.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] with the contract's words; [`Error::KeysUnknown`] when a token's key is not known and
    /// the keys may not be fetched yet.
    pub(crate) async fn sign_in<'a>(&self, headers: &'a HeaderMap, now: Timestamp) -> Result<SignedIn<'a>, Error> {
        let (candidates, mut refused) = self.read(headers, now);
        if candidates.is_empty() && refused.is_empty() {
            return Err(Error::Unauthenticated("Not authenticated"));
        }
        let (ours, theirs): (Vec<_>, Vec<_>) = candidates.into_iter().partition(Unverified::is_built_in);
        if let Some(built_in) = &self.built_in {
            match built_in.verify(&ours).await {
                Ok(signed_in) => return Ok(signed_in),
                Err(reasons) => refused.extend(ours.iter().zip(reasons).map(|(token, reason)| token.refused(reason))),
            }
        }
        match self.keys.verify(&theirs).await {
            Ok(signed_in) => return Ok(signed_in),
            Err(reasons) => refused.extend(theirs.iter().zip(reasons).map(|(token, reason)| token.refused(reason))),
        }
        refused.iter().for_each(|refusal| self.log.note(refusal));
        let undecided = refused.iter().find(|refusal| refusal.reason.is_open());
        let told = undecided.or(refused.first());
        Err(told.map_or(Error::Unauthenticated("Invalid token"), |refusal| refusal.reason.error()))
    }

    /// Returns the sessions of the built-in sign-in for which the request carries cookies.
    ///
    /// # Errors
    /// [`Error::KeysUnknown`] when a token cannot be checked yet.
    pub(crate) async fn sessions<'a>(
        &self,
        headers: &'a HeaderMap,
        now: Timestamp,
    ) -> Result<Vec<SignedIn<'a>>, Error> {
        let Some(built_in) = &self.built_in else { return Ok(Vec::new()) };
        let (mut tokens, _) = self.read(headers, now);
        tokens.retain(Unverified::is_built_in);
        built_in.verify_all(&tokens).await.map_err(Reason::error)
    }

    /// Returns a session of the built-in sign-in whose token was issued before `issued_before`, if the keys and
    /// sessions in memory say that it is valid.
    pub(crate) fn old_session<'a>(
        &self,
        headers: &'a HeaderMap,
        now: Timestamp,
        issued_before: Timestamp,
    ) -> Option<SignedIn<'a>> {
        let built_in = self.built_in.as_ref()?;
        let (tokens, _) = self.read(headers, now);
        let is_old = |token: &&Unverified<'_>| {
            token.signed_in().session.is_some_and(|session| session.issued_at < issued_before)
        };
        let old = tokens.iter().filter(is_old).find(|token| built_in.is_known_good(token))?;
        Some(old.signed_in())
    }

    /// Parses the tokens of all access cookies into those that may be valid and those that cannot be.
    fn read<'a>(&self, headers: &'a HeaderMap, now: Timestamp) -> (Vec<Unverified<'a>>, Vec<RefusedToken>) {
        let (mut candidates, mut refused) = (Vec::new(), Vec::new());
        for token in cookies(headers).filter(|token| !token.is_empty()) {
            match self.rules.read(token, now) {
                Ok(unverified) => candidates.push(unverified),
                Err(refusal) => refused.push(refusal),
            }
        }
        candidates.truncate(MOST_TOKENS);
        (candidates, refused)
    }
}
