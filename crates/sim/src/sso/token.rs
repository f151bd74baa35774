//! Builds tokens: valid ones as the sign-on service issues them, without a `kid`, and invalid ones of every kind. Each
//! method changes one thing and leaves the rest as it is.

mod seal;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use self::seal::Seal;
use super::keyring::Keyring;

/// The audience of tokens.
const AUDIENCE: &str = "fastapi-users:auth";
const AN_HOUR: i64 = 3_600;

/// A token to be minted: [`Token::mint`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Token {
    keyring: Keyring,
    now: i64,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    seal: Seal,
}

impl Token {
    pub(super) fn new(keyring: Keyring, user: &str, now: i64) -> Self {
        let token = Self { keyring, now, header: Map::new(), claims: Map::new(), seal: Seal::Good };
        token.subject(user).claim("aud", json!([AUDIENCE])).claim("iat", now).valid_for(AN_HOUR)
    }

    /// Sets this claim.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Removes this claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Makes it valid for so many seconds.
    pub fn valid_for(self, seconds: i64) -> Self {
        let end = self.now + seconds;
        self.claim("exp", end)
    }

    /// Makes it expire a second ago.
    pub fn expired(self) -> Self {
        self.valid_for(-1)
    }

    /// Makes it valid forever.
    pub fn without_exp(self) -> Self {
        self.without("exp")
    }

    /// Makes it valid from that time on, in unix seconds.
    pub fn not_before(self, time: i64) -> Self {
        self.claim("nbf", time)
    }

    /// Sets another audience.
    pub fn audience(self, audience: &str) -> Self {
        self.claim("aud", audience)
    }

    /// Sets an issuer; by default there is none.
    pub fn issuer(self, issuer: &str) -> Self {
        self.claim("iss", issuer)
    }

    /// Sets another user as the subject, or something that is no user id.
    pub fn subject(self, subject: impl Into<Value>) -> Self {
        self.claim("sub", subject)
    }

    /// Removes the subject.
    pub fn without_subject(self) -> Self {
        self.without("sub")
    }

    /// Sets the subject to null.
    pub fn subject_null(self) -> Self {
        self.subject(Value::Null)
    }

    /// Names the current key. Without this no key is named, as in the real service's tokens.
    pub fn with_kid(self) -> Self {
        let id = self.keyring.current().id().to_owned();
        self.key_id(&id)
    }

    /// Names a key with that id.
    pub fn key_id(self, id: &str) -> Self {
        self.header("kid", id)
    }

    /// Names a key that does not exist.
    pub fn unknown_kid(self) -> Self {
        self.key_id("nobody's")
    }

    /// Sets this member of its header.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// The encoded token, as the cookie carries it.
    #[must_use]
    pub fn mint(&self) -> String {
        let signed = format!("{}.{}", encoded(&self.head()), encoded(&self.claims));
        let signature = URL_SAFE_NO_PAD.encode(self.signature(signed.as_bytes()));
        match self.seal {
            Seal::BeforeTampering => {
                let changed = self.clone().claim("is_superuser", true);
                format!("{}.{}.{signature}", encoded(&self.head()), encoded(&changed.claims))
            }
            _ => format!("{signed}.{signature}"),
        }
    }
}

fn encoded(part: &impl serde::Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap_or_default())
}
