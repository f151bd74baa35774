//! Parses a token and checks its claims before its signature: a token that can be refused without a key is refused
//! here, so that it does not cause a fetch of keys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{clock::Timestamp, id::UserId};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Session, SignedIn,
    refused::{Reason, RefusedToken},
};

/// The audience of tokens.
pub(crate) const AUDIENCE: &str = "fastapi-users:auth";
/// The issuer of the built-in sign-in's tokens. It is the same in every deployment: only the keys differ.
pub(crate) const ISSUER: &str = "aoe2-live-standings";
/// The length of a signature in bytes, which is that of the modulus: 2,048 to 8,192 bits.
const SIGNATURE_BYTES: std::ops::RangeInclusive<usize> = 256..=1_024;

/// The checks besides the signature.
#[derive(Debug)]
pub(super) struct Rules {
    /// The issuer that tokens must name; `None` accepts any.
    issuer: Option<String>,
    /// Whether tokens of the built-in sign-in are accepted too.
    signs_in: bool,
}

/// A token that is valid if one of the keys signed it.
#[derive(Debug)]
pub(super) struct Unverified<'a> {
    token: &'a str,
    /// The signed text, and the signature in base64.
    message: &'a str,
    signature: &'a str,
    user: UserId,
    session: Option<Session>,
    /// The id of the key that it names, if any.
    pub(super) key_id: Option<String>,
    pub(super) issuer: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// `Some` also when the claim is null.
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

#[derive(Debug, Deserialize)]
struct Claims {
    /// Seconds since 1970.
    exp: Option<f64>,
    nbf: Option<f64>,
    aud: Option<Audience>,
    iss: Option<Value>,
    sub: Option<Value>,
    /// The session, and when the token was issued; only in tokens of the built-in sign-in.
    sid: Option<Value>,
    iat: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Rules {
    pub(super) fn new(issuer: Option<&str>, signs_in: bool) -> Self {
        Self { issuer: issuer.map(str::trim).filter(|issuer| !issuer.is_empty()).map(str::to_owned), signs_in }
    }

    /// Parses a token. Its claims are not proven yet.
    ///
    /// # Errors
    /// The first reason to refuse it, whoever signed it.
    pub(super) fn read<'a>(&self, token: &'a [u8], now: Timestamp) -> Result<Unverified<'a>, RefusedToken> {
        let mut refused = RefusedToken { reason: Reason::Malformed, key_id: None, issuer: None };
        let Some((token, header, claims, [message, signature])) = parts(token) else { return Err(refused) };
        refused.key_id = header.kid;
        refused.issuer = claims.iss.as_ref().map(text);
        let checked = self.check(header.alg == "RS256", header.crit, &claims, now);
        let (user, session) = match checked.and_then(|user| Ok((user, self.session(&claims)?))) {
            Ok(read) => read,
            Err(reason) => return Err(RefusedToken { reason, ..refused }),
        };
        if self.signs_in && user.is_built_in() != session.is_some() {
            return Err(RefusedToken { reason: Reason::ForeignSubject, ..refused });
        }
        let RefusedToken { key_id, issuer, .. } = refused;
        Ok(Unverified { token, message, signature, user, session, key_id, issuer })
    }

    /// Whether it names the built-in sign-in as its issuer.
    fn is_built_in(&self, claims: &Claims) -> bool {
        self.signs_in && claims.iss.as_ref().and_then(Value::as_str) == Some(ISSUER)
    }

    /// Returns the session that a token of the built-in sign-in names.
    fn session(&self, claims: &Claims) -> Result<Option<Session>, Reason> {
        if !self.is_built_in(claims) {
            return Ok(None);
        }
        let id = claims.sid.as_ref().and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
        let issued_at = claims.iat.as_ref().and_then(Value::as_i64).and_then(Timestamp::from_unix_seconds);
        let session = id.zip(issued_at).map(|(id, issued_at)| Session { id, issued_at });
        session.map(Some).ok_or(Reason::Session)
    }

    fn check(&self, is_rs256: bool, is_critical: bool, claims: &Claims, now: Timestamp) -> Result<UserId, Reason> {
        #[expect(clippy::cast_precision_loss, reason = "exact until the year 285 million")]
        let now = now.unix_seconds() as f64;
        let is_ours = match &claims.aud {
            Some(Audience::One(audience)) => audience == AUDIENCE,
            Some(Audience::Several(all)) => all.iter().any(|audience| audience == AUDIENCE),
            None => false,
        };
        let is_issuer = |issuer: &String| claims.iss.as_ref().and_then(Value::as_str) == Some(issuer);
        match claims.exp {
            _ if !is_rs256 => Err(Reason::Algorithm),
            _ if is_critical => Err(Reason::Critical),
            None => Err(Reason::NoEnd),
            Some(end) if end <= now => Err(Reason::Expired),
            _ if claims.nbf.is_some_and(|start| start > now) => Err(Reason::NotYetGood),
            _ if !is_ours => Err(Reason::Audience),
            _ if !self.is_built_in(claims) && !self.issuer.as_ref().is_none_or(is_issuer) => Err(Reason::Issuer),
            _ => subject(claims.sub.as_ref()),
        }
    }
}

impl<'a> Unverified<'a> {
    /// Whether `key` signed it, with RS256.
    pub(super) fn is_signed_with(&self, key: &DecodingKey) -> bool {
        crypto::verify(self.signature, self.message.as_bytes(), key, Algorithm::RS256).unwrap_or(false)
    }

    /// Returns the user that it names. Call this only after the signature was verified.
    pub(super) fn signed_in(&self) -> SignedIn<'a> {
        SignedIn { user: self.user, token: self.token, session: self.session }
    }

    /// Whether it names the built-in sign-in as its issuer.
    pub(super) fn is_built_in(&self) -> bool {
        self.session.is_some()
    }

    /// Refuses it with `reason`.
    pub(super) fn refused(&self, reason: Reason) -> RefusedToken {
        RefusedToken { reason, key_id: self.key_id.clone(), issuer: self.issuer.clone() }
    }
}

/// Splits a token into its text, header, claims, and the signed part and the signature; `None` if it is not a signed
/// JWT.
fn parts(token: &[u8]) -> Option<(&str, Header, Claims, [&str; 2])> {
    let token = std::str::from_utf8(token).ok()?;
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let length = URL_SAFE_NO_PAD.decode(signature).ok()?.len();
    // Signatures of other algorithms have other lengths; such tokens are refused because of their algorithm.
    let Header { alg, .. } = &header;
    (alg != "RS256" || SIGNATURE_BYTES.contains(&length)).then_some((token, header, claims, [message, signature]))
}

fn subject(subject: Option<&Value>) -> Result<UserId, Reason> {
    match subject {
        None | Some(Value::Null) => Err(Reason::NoSubject),
        Some(Value::String(subject)) if subject.is_empty() => Err(Reason::NoSubject),
        Some(Value::String(subject)) => Uuid::parse_str(subject).map(UserId).map_err(|_| Reason::Subject),
        Some(_) => Err(Reason::Subject),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
