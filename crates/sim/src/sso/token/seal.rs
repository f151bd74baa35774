//! How a token is signed, and which algorithm its header names.

use ring::hmac;
use serde_json::{Value, json};

use super::Token;

/// The signature, and the algorithm in the header.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seal {
    Good,
    ByAnotherKey,
    BeforeTampering,
    Missing,
    HmacByPem,
    HmacByDer,
}

impl Token {
    /// `alg: none`, without a signature.
    pub const fn alg_none(self) -> Self {
        self.sealed(Seal::Missing)
    }

    /// `alg: HS256`, with the public key's PEM as the secret.
    pub const fn hs256_with_public_key(self) -> Self {
        self.sealed(Seal::HmacByPem)
    }

    /// `alg: HS256`, with the public key's DER as the secret.
    pub const fn hs256_with_public_key_der(self) -> Self {
        self.sealed(Seal::HmacByDer)
    }

    /// Signs it with a key that is not published, whatever the header names.
    pub const fn signed_by_another_key(self) -> Self {
        self.sealed(Seal::ByAnotherKey)
    }

    /// Changes it after signing.
    pub const fn tampered(self) -> Self {
        self.sealed(Seal::BeforeTampering)
    }

    const fn sealed(mut self, seal: Seal) -> Self {
        self.seal = seal;
        self
    }

    pub(super) fn head(&self) -> Value {
        let algorithm = match self.seal {
            Seal::Good | Seal::ByAnotherKey | Seal::BeforeTampering => "RS256",
            Seal::HmacByPem | Seal::HmacByDer => "HS256",
            Seal::Missing => "none",
        };
        let mut head = json!({ "alg": algorithm, "typ": "JWT" });
        for (name, value) in &self.header {
            head[name] = value.clone();
        }
        head
    }

    pub(super) fn signature(&self, message: &[u8]) -> Vec<u8> {
        let hmac = |secret: &[u8]| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
            hmac::sign(&key, message).as_ref().to_vec()
        };
        let key = self.keyring.current();
        match self.seal {
            Seal::Good | Seal::BeforeTampering => key.sign(message),
            Seal::ByAnotherKey => self.keyring.foreign().sign(message),
            Seal::HmacByPem => hmac(key.public_pem().as_bytes()),
            Seal::HmacByDer => hmac(&key.public_der()),
            Seal::Missing => Vec::new(),
        }
    }
}
