//! RSA keys of the built-in sign-in: made here, kept in the database, and what they sign.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey as _, rand_core::OsRng, traits::PublicKeyParts as _};
use serde::Serialize;
use store::sign_in::signing_keys::{PublicKey, SigningKey};
use uuid::Uuid;

/// The least that verifiers take.
const BITS: usize = 2_048;

/// A new key. It keeps a processor busy for a good part of a second.
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

/// A token with these claims, signed with RS256; none when the key stored is none.
pub(crate) fn sign(key: &SigningKey, claims: &impl Serialize) -> Option<String> {
    let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::RS256) };
    encode(&header, claims, &EncodingKey::from_rsa_der(&key.private_key)).ok()
}
