//! Who is asking: the access cookie's token, verified against the sign-on service's keys.

mod keys;
mod rs256;
mod token;

use domain::{clock::Timestamp, id::UserId};
use http::HeaderMap;

use crate::{cookie::cookie, error::Error, settings::Settings};
use keys::Keys;
use token::Rules;

/// Verifies tokens.
#[derive(Debug)]
pub(crate) struct Authenticator {
    keys: Keys,
    rules: Rules,
}

impl Authenticator {
    pub(crate) fn new(settings: &Settings) -> Self {
        rs256::install();
        Self {
            keys: Keys::new(settings.auth_jwks_url.0.clone()),
            rules: Rules::new(settings.auth_token_issuer.as_deref()),
        }
    }

    /// The user whose token the request carries.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] with the contract's words; [`Error::Unavailable`] when the token's key is
    /// not known and cannot be asked for.
    pub(crate) async fn user(&self, headers: &HeaderMap, now: Timestamp) -> Result<UserId, Error> {
        let token = cookie(headers).filter(|token| !token.is_empty());
        let token = token.ok_or(Error::Unauthenticated("Not authenticated"))?;
        let kid = token::key_id(token)?;
        let key = self.keys.get(&kid, now).await?;
        self.rules.subject(token, &key, now)
    }
}
