//! A body's compressed representations, each made when first requested.

use bytes::Bytes;
use tokio::sync::OnceCell;

use super::Body;
use crate::{
    runtimes,
    views::{ContentEncoding, Representation},
};

/// Shorter bodies fit in one packet without compression.
const WORTH_COMPRESSING: usize = 1_000;

/// The compressed representations that were requested so far.
pub(super) type Coded = [OnceCell<Representation>; ContentEncoding::ALL.len()];

impl Body {
    /// Returns the representation in `coding` if it is ready and worth compressing.
    pub(crate) fn ready(&self, coding: ContentEncoding) -> Option<&Representation> {
        self.coded[coding as usize].get().filter(|_| self.is_worth_coding())
    }

    /// Whether the body is long enough to compress, and becomes shorter.
    pub(crate) fn is_worth_coding(&self) -> bool {
        self.len() >= WORTH_COMPRESSING && self.content_type.is_compressible()
    }

    /// Returns the representation in `coding`, making it if necessary; `None` when compression is not worth it or
    /// fails.
    pub(crate) async fn encoded(&self, coding: ContentEncoding) -> Option<&Representation> {
        if !self.is_worth_coding() {
            return None;
        }
        let make = async || {
            let source = self.uncompressed.source();
            let bytes = runtimes::compress(move || coding.compress(&source()?)).await?;
            Ok::<_, std::io::Error>(self.representation(coding, bytes.into()))
        };
        let made = self.coded[coding as usize].get_or_try_init(make).await;
        made.inspect_err(|error| tracing::error!(%error, coding = coding.name(), "cannot compress a body")).ok()
    }

    fn representation(&self, coding: ContentEncoding, bytes: Bytes) -> Representation {
        let mut representation = Representation::new(bytes, self.policy, &self.etag, Some(coding));
        representation.set_type(self.content_type);
        self.link.iter().for_each(|link| representation.link(link));
        representation
    }

    /// Stores `bytes` as the body in `coding`, unless that exists already or is not worth it.
    pub(super) fn provide(&self, coding: ContentEncoding, bytes: &Bytes) {
        let coded = &self.coded[coding as usize];
        if self.is_worth_coding() && coded.get().is_none() {
            // When two tasks make it at once, the first one wins; the bytes are equally good.
            let _ = coded.set(self.representation(coding, bytes.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::views::Policy;

    #[tokio::test]
    async fn every_coding_gives_the_same_body_back() {
        let text = "standings ".repeat(500);
        let body = Body::new(&text, Policy::NoStore).unwrap();
        let brotli = &body.encoded(ContentEncoding::Brotli).await.unwrap().bytes;
        let mut decoded = Vec::new();
        brotli::Decompressor::new(brotli.as_ref(), 4_096).read_to_end(&mut decoded).unwrap();
        assert_eq!(decoded, body.identity().unwrap());
        let zstd = &body.encoded(ContentEncoding::Zstd).await.unwrap().bytes;
        assert_eq!(zstd::bulk::decompress(zstd, 100_000).unwrap(), body.identity().unwrap());
        let mut decoded = Vec::new();
        let gzip = &body.encoded(ContentEncoding::Gzip).await.unwrap().bytes;
        flate2::read::GzDecoder::new(gzip.as_ref()).read_to_end(&mut decoded).unwrap();
        assert_eq!(decoded, body.identity().unwrap());
    }

    #[tokio::test]
    async fn a_short_body_stays_as_it_is() {
        let body = Body::new(&"short", Policy::NoStore).unwrap();
        assert!(body.encoded(ContentEncoding::Gzip).await.is_none());
    }
}
