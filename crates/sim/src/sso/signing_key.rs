//! An RSA key, kept in memory only: its public forms, and how it signs.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15;
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};

use crate::server::locked;

/// The smallest size that verifiers accept.
const BITS: usize = 2_048;

/// The keys generated so far. All simulated services of a process share them, because generating one takes a good part
/// of a second.
static MADE: Mutex<Vec<Arc<SigningKey>>> = Mutex::new(Vec::new());

/// A key with its id.
pub(super) struct SigningKey {
    id: String,
    private: pkcs1v15::SigningKey<Sha256>,
}

/// The key with that number; it and those before it are generated on first use.
pub(super) fn numbered(number: usize) -> Arc<SigningKey> {
    let mut made = locked(&MADE);
    while made.len() <= number {
        let key = SigningKey::new(format!("simulated-{}", made.len()));
        made.push(Arc::new(key));
    }
    Arc::clone(&made[number])
}

#[expect(clippy::expect_used, reason = "fixed parameters: it works always or never")]
impl SigningKey {
    fn new(id: String) -> Self {
        let private = RsaPrivateKey::new(&mut OsRng, BITS).expect("a key of a common size");
        Self { id, private: pkcs1v15::SigningKey::new(private) }
    }

    /// Its id, the `kid`.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Signs with RS256.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.private.try_sign(message).expect("a digest fits the key").to_vec()
    }

    /// The public key, as an entry of a JSON Web Key Set.
    pub(super) fn jwk(&self) -> Value {
        let key: &RsaPrivateKey = self.private.as_ref();
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
        })
    }

    /// The public key as PEM.
    pub(super) fn public_pem(&self) -> String {
        let key: &RsaPrivateKey = self.private.as_ref();
        key.to_public_key().to_public_key_pem(LineEnding::LF).expect("a public key has a PEM form")
    }

    /// The public key as DER.
    pub(super) fn public_der(&self) -> Vec<u8> {
        let key: &RsaPrivateKey = self.private.as_ref();
        key.to_public_key().to_public_key_der().expect("a public key has a DER form").into_vec()
    }
}
