//! RSA keys of the built-in sign-in: made here, and kept in the database.

use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey as _, rand_core::OsRng, traits::PublicKeyParts as _};
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
