//! RSA keys of the built-in sign-in: made here, stored in the database, and used to sign tokens.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey as _, rand_core::OsRng, traits::PublicKeyParts as _};
use serde::Serialize;
use store::sign_in::signing_keys::{PublicKey, SigningKey};
use uuid::Uuid;

/// The shortest key that verifiers accept.
const BITS: usize = 2_048;

/// Makes a new key, which takes most of a second of processor time.
#[must_use]
pub fn new_signing_key() -> SigningKey {
    #[expect(clippy::expect_used, reason = "fixed parameters: it works always or never")]
    let (key, private) = {
        let key = RsaPrivateKey::new(&mut OsRng, BITS).expect("a key of a common size");
        let private = key.to_pkcs1_der().expect("a key has a DER form");
        (key, private)
    };
    SigningKey {
        id: Uuid::new_v4(),
        private_key: private.as_bytes().to_vec(),
        public: PublicKey { modulus: key.n().to_bytes_be(), exponent: key.e().to_bytes_be() },
    }
}

/// Signs a token with these claims, with RS256; `None` when the stored key is invalid.
pub(crate) fn sign(key: &SigningKey, claims: &impl Serialize) -> Option<String> {
    let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::RS256) };
    encode(&header, claims, &EncodingKey::from_rsa_der(&key.private_key)).ok()
}
