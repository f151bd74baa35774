//! A rendered body: its bytes, its tag, and its compressed forms, each made when first asked for.

use std::io::Write as _;

use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

/// Who may keep an answer, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Shared caches for so many seconds; a request with the access cookie gets its own answer, kept by nobody.
    SharedOrPrivate(u32),
    /// Shared caches for so many seconds, whoever asks.
    Shared(u32),
    /// Nobody.
    NoStore,
}

/// A content coding we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// All of them, the preferred first: brotli makes the smallest JSON.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    fn compress(self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 16 * 1024, 5, 20);
                writer.write_all(bytes)?;
                writer.flush()?;
                Ok(writer.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(bytes, 6),
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                writer.write_all(bytes)?;
                writer.finish()
            }
        }
    }
}

/// Shorter bodies fit in one packet as they are.
const WORTH_COMPRESSING: usize = 1_000;

/// A rendered body.
#[derive(Debug)]
pub(crate) struct Body {
    identity: Bytes,
    tag: String,
    policy: Policy,
    coded: [OnceCell<Bytes>; Coding::ALL.len()],
}

impl Body {
    pub(crate) fn new(value: &impl Serialize, policy: Policy) -> Self {
        // A value of ours always serializes: no map has keys that are not text.
        let identity = serde_json::to_vec(value).unwrap_or_default();
        let digest = Sha256::digest(&identity);
        let tag = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { identity: identity.into(), tag, policy, coded: Default::default() }
    }

    /// The tag of the uncompressed body; a compressed form's ends in the coding's name.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// An estimate of the bytes kept: the body, and its compressed forms together about half of it.
    pub(crate) fn weight(&self) -> usize {
        self.identity.len() * 3 / 2
    }

    pub(crate) fn identity(&self) -> &Bytes {
        &self.identity
    }

    /// The body in `coding`; `None` when it is not worth it.
    pub(crate) async fn coded(&self, coding: Coding) -> Option<&Bytes> {
        if self.identity.len() < WORTH_COMPRESSING {
            return None;
        }
        let make = async || {
            let identity = self.identity.clone();
            let made = tokio::task::spawn_blocking(move || coding.compress(&identity)).await;
            made.map_err(std::io::Error::other)?.map(Bytes::from)
        };
        match self.coded[coding as usize].get_or_try_init(make).await {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                tracing::error!(%error, coding = coding.name(), "cannot compress a body");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[tokio::test]
    async fn every_coding_gives_the_same_body_back() {
        let text = "standings ".repeat(500);
        let body = Body::new(&text, Policy::NoStore);
        let brotli = body.coded(Coding::Brotli).await.unwrap();
        let mut decoded = Vec::new();
        brotli::Decompressor::new(brotli.as_ref(), 4_096).read_to_end(&mut decoded).unwrap();
        assert_eq!(&decoded, body.identity());
        let zstd = body.coded(Coding::Zstd).await.unwrap();
        assert_eq!(&zstd::bulk::decompress(zstd, 100_000).unwrap(), body.identity());
        let mut decoded = Vec::new();
        let gzip = body.coded(Coding::Gzip).await.unwrap();
        flate2::read::GzDecoder::new(gzip.as_ref()).read_to_end(&mut decoded).unwrap();
        assert_eq!(&decoded, body.identity());
    }

    #[tokio::test]
    async fn a_short_body_stays_as_it_is() {
        assert!(Body::new(&"short", Policy::NoStore).coded(Coding::Gzip).await.is_none());
    }

    #[test]
    fn the_tag_follows_the_bytes() {
        let tag = |text: &str| Body::new(&text, Policy::NoStore).tag().to_owned();
        assert_eq!(tag("a"), tag("a"));
        assert_ne!(tag("a"), tag("b"));
    }
}
