//! The JSON Web Key Set (RFC 7517) that the sign-on service publishes: selects its usable keys, and the key of a token.

use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

use super::token::Unverified;

/// The most keys that are taken of a set: a token that names no key is tried with each.
const MOST_KEYS: usize = 8;

/// RSA keys that verify signatures.
#[derive(Debug, Default)]
pub(super) struct PublishedKeys(Vec<PublishedKey>);

#[derive(Debug)]
struct PublishedKey {
    /// The key's `kid`. A key without one verifies tokens without one.
    id: Option<String>,
    key: DecodingKey,
}

/// The result of checking a token against the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignatureCheck {
    /// One of the keys signed it.
    Verified,
    /// It names one of the keys, which did not sign it.
    Forged,
    /// Its key is not among the keys.
    Unknown,
}

impl PublishedKeys {
    /// Reads a key set. Skips keys of other types and for other purposes.
    ///
    /// # Errors
    /// A short reason when the body is not a key set, or has no usable key.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = serde_json::from_slice(body).map_err(|_| "no key set")?;
        // Parse each key separately: an unreadable key does not spoil the others.
        let mut keys: Vec<_> = set.keys.into_iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err("no usable key");
        }
        if keys.len() > MOST_KEYS {
            tracing::warn!(published = keys.len(), taken = MOST_KEYS, "the sign-on service publishes too many keys");
            keys.truncate(MOST_KEYS);
        }
        Ok(Self(keys))
    }

    /// The number of keys.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Checks each of `tokens` against the keys.
    pub(super) fn check_all(&self, tokens: &[Unverified<'_>]) -> Vec<SignatureCheck> {
        tokens.iter().map(|token| self.check(token)).collect()
    }

    /// Checks `token` against the keys of the id that it names, or against all keys when it names none.
    fn check(&self, token: &Unverified<'_>) -> SignatureCheck {
        let named = |key: &&PublishedKey| token.key_id.is_none() || key.id == token.key_id;
        let mut keys = self.0.iter().filter(named).peekable();
        let is_known = token.key_id.is_some() && keys.peek().is_some();
        if keys.any(|key| token.is_signed_with(&key.key)) {
            SignatureCheck::Verified
        } else if is_known {
            SignatureCheck::Forged
        } else {
            SignatureCheck::Unknown
        }
    }
}

/// A key that can verify RS256 signatures.
fn usable(key: Value) -> Option<PublishedKey> {
    let key: Jwk = serde_json::from_value(key).ok()?;
    let common = key.common;
    let signs = common.public_key_use.is_none_or(|r#use| r#use == PublicKeyUse::Signature);
    let verifies = common.key_operations.is_none_or(|all| all.contains(&KeyOperations::Verify));
    let rs256 = common.key_algorithm.is_none_or(|algorithm| algorithm == KeyAlgorithm::RS256);
    let AlgorithmParameters::RSA(rsa) = &key.algorithm else { return None };
    let decoding = DecodingKey::from_rsa_components(&rsa.n, &rsa.e).ok()?;
    (signs && verifies && rs256).then_some(PublishedKey { id: common.key_id, key: decoding })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rsa(more: &Value) -> Value {
        let mut key = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key
    }

    fn ids(keys: &[Value]) -> Result<Vec<Option<String>>, &'static str> {
        let set = PublishedKeys::read(json!({ "keys": keys }).to_string().as_bytes())?;
        Ok(set.0.into_iter().map(|key| key.id).collect())
    }

    #[test]
    fn only_rsa_keys_for_signatures_are_taken() {
        let good = [rsa(&json!({"kid": "a", "use": "sig", "alg": "RS256"})), rsa(&json!({"key_ops": ["verify"]}))];
        assert_eq!(ids(&good), Ok(vec![Some("a".to_owned()), None]));
        for other in [
            json!({"use": "enc"}),
            json!({"alg": "RS512"}),
            json!({"alg": "ES999"}),
            json!({"key_ops": ["encrypt"]}),
            json!({"n": "?"}),
            json!({"kty": "oct", "k": "AQAB"}),
            json!({"kty": "AKP"}),
            json!({"kid": 7}),
        ] {
            assert_eq!(ids(&[rsa(&other)]), Err("no usable key"), "{other}");
            assert_eq!(ids(&[rsa(&other), good[0].clone()]), Ok(vec![Some("a".to_owned())]), "beside {other}");
        }
        for none in ["", "[]", "{}", "{\"keys\": {}}"] {
            assert_eq!(PublishedKeys::read(none.as_bytes()).err(), Some("no key set"), "{none:?}");
        }
    }

    #[test]
    fn of_many_keys_some_are_taken() {
        let many: Vec<_> = (0..1_000).map(|n| rsa(&json!({"kid": n.to_string()}))).collect();
        assert_eq!(ids(&many).unwrap().len(), MOST_KEYS);
    }
}
