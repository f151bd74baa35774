//! The tokens of sign-in links: 256 random bits each. The database stores only their SHA-256 digests.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest as _, Sha256};

/// The secret of a sign-in link. Its only text form is [`LinkToken::path`], so that no log line contains it.
pub struct LinkToken([u8; 32]);

impl LinkToken {
    /// How long a link is valid.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(15);

    /// Creates a random token.
    #[must_use]
    pub fn random() -> Self {
        let mut bits = [0; 32];
        #[expect(clippy::expect_used, reason = "a system without random bits can do nothing that is secret")]
        SystemRandom::new().fill(&mut bits).expect("random bits");
        Self(bits)
    }

    /// The path of the link, below the service's public address.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{PATH}{}", self.text())
    }

    /// The digest that is stored.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(&self.text())
    }

    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// The path prefix of sign-in links.
pub(crate) const PATH: &str = "/auth/sign-in/";

/// The digest of a token from a request, which the client may have invented.
pub(crate) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Removes the token of a sign-in link from `path`, for logs, traces and everything else that others read.
pub(crate) fn without_token(path: &str) -> &str {
    let segment = "/sign-in/";
    path.find(segment).map_or(path, |at| &path[..at + segment.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tokens_are_alike_and_each_has_the_digest_of_its_text() {
        let (one, other) = (LinkToken::random(), LinkToken::random());
        assert_ne!(one.path(), other.path());
        let text = one.path().strip_prefix(PATH).unwrap().to_owned();
        assert_eq!((text.len(), digest(&text)), (43, one.digest()));
    }

    #[test]
    fn the_token_is_cut_off_however_the_path_is_spelled() {
        for path in ["/auth/sign-in/secret", "/auth/sign-in/secret/", "//auth//auth/sign-in/secret/secret"] {
            assert!(!without_token(path).contains("secret"), "{path}");
        }
        for path in ["/", "/v1/me", "/auth/sign-in", "/auth/sign-in/"] {
            assert_eq!(without_token(path), path);
        }
    }
}
