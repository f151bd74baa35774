//! Authentication: verifies the access cookie's token (a JSON Web Token) with the sign-on service's public keys.

mod keys;
mod published;
mod refused;
mod rs256;
mod token;

use domain::{clock::Timestamp, id::UserId};
use http::HeaderMap;

use crate::{cookie::cookies, error::Error, settings::Settings};
use keys::Keys;
use refused::{RefusalLog, Refused};
use token::{Rules, Unverified};

/// Tokens of one request that are checked against keys, at most: each costs a verification for each key.
const MOST_TOKENS: usize = 8;

/// Verifies tokens.
#[derive(Debug)]
pub(crate) struct Authenticator {
    keys: Keys,
    rules: Rules,
    log: RefusalLog,
}

/// A user who proved who they are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SignedIn<'a> {
    pub(crate) user: UserId,
    /// The token that did.
    pub(crate) token: &'a str,
}

impl Authenticator {
    pub(crate) fn new(settings: &Settings) -> Self {
        rs256::install();
        Self {
            keys: Keys::new(settings.auth_jwks_url.0.clone()),
            rules: Rules::new(settings.auth_token_issuer.as_deref()),
            log: RefusalLog::default(),
        }
    }

    /// The user whose token the request carries.
    ///
    /// # Errors
    /// As [`Authenticator::sign_in`].
    pub(crate) async fn user(&self, headers: &HeaderMap, now: Timestamp) -> Result<UserId, Error> {
        self.sign_in(headers, now).await.map(|signed_in| signed_in.user)
    }

    /// The user, and the token that proves it: of several access cookies, the first one that verifies.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] with the contract's words; [`Error::KeysUnknown`] when a token's key is not known
    /// and cannot be asked for yet.
    pub(crate) async fn sign_in<'a>(&self, headers: &'a HeaderMap, now: Timestamp) -> Result<SignedIn<'a>, Error> {
        let (candidates, mut refused) = self.read(headers, now);
        if candidates.is_empty() && refused.is_empty() {
            return Err(Error::Unauthenticated("Not authenticated"));
        }
        match self.keys.verify(&candidates).await {
            Ok(signed_in) => return Ok(signed_in),
            Err(reasons) => {
                refused.extend(candidates.iter().zip(reasons).map(|(token, reason)| token.refused(reason)));
            }
        }
        refused.iter().for_each(|refusal| self.log.note(refusal));
        let undecided = refused.iter().find(|refusal| refusal.reason.is_open());
        let told = undecided.or(refused.first());
        Err(told.map_or(Error::Unauthenticated("Invalid token"), |refusal| refusal.reason.error()))
    }

    /// The tokens of all access cookies that may be good, and those that cannot be.
    fn read<'a>(&self, headers: &'a HeaderMap, now: Timestamp) -> (Vec<Unverified<'a>>, Vec<Refused>) {
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
