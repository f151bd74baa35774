//! What makes a token good.

use domain::{clock::Timestamp, id::UserId};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::error::Error;

/// Whom tokens are for.
const AUDIENCE: &str = "fastapi-users:auth";

const INVALID: Error = Error::Unauthenticated("Invalid token");
const NO_SUBJECT: Error = Error::Unauthenticated("Invalid token: missing subject");

/// What is checked beside the signature.
#[derive(Debug)]
pub(crate) struct Rules(Validation);

#[derive(Debug, Deserialize)]
struct Claims {
    /// Seconds since 1970. A token that never ends is refused.
    exp: f64,
    nbf: Option<f64>,
    sub: Option<Value>,
}

/// The id of the key a token says it was signed with.
///
/// # Errors
/// When it is no token, of another algorithm, or names no key.
pub(crate) fn key_id(token: &str) -> Result<String, Error> {
    let header = decode_header(token).map_err(|_| INVALID)?;
    header.kid.filter(|_| header.alg == Algorithm::RS256).ok_or(INVALID)
}

impl Rules {
    /// The audience always, the issuer when given.
    pub(crate) fn new(issuer: Option<&str>) -> Self {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[AUDIENCE]);
        let mut required = vec!["exp", "aud"];
        if let Some(issuer) = issuer.map(str::trim).filter(|issuer| !issuer.is_empty()) {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        validation.set_required_spec_claims(&required);
        // By the clock that is handed in, below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self(validation)
    }

    /// The user a token is about.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub(crate) fn subject(&self, token: &str, key: &DecodingKey, now: Timestamp) -> Result<UserId, Error> {
        let claims = decode::<Claims>(token, key, &self.0).map_err(|_| INVALID)?.claims;
        #[expect(clippy::cast_precision_loss, reason = "exact until the year 285 million")]
        let now = now.unix_seconds() as f64;
        if claims.exp <= now || claims.nbf.is_some_and(|start| start > now) {
            return Err(INVALID);
        }
        match claims.sub {
            None | Some(Value::Null) => Err(NO_SUBJECT),
            Some(Value::String(subject)) if subject.is_empty() => Err(NO_SUBJECT),
            Some(Value::String(subject)) => Uuid::parse_str(&subject).map(UserId).map_err(|_| INVALID),
            Some(_) => Err(INVALID),
        }
    }
}
