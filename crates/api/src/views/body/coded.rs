//! A body's compressed representations, each made when first asked for.

use bytes::Bytes;
use tokio::sync::OnceCell;

use super::Body;
use crate::{
    runtimes,
    views::{ContentEncoding, Representation},
};

/// Shorter bodies fit in one packet as they are.
const WORTH_COMPRESSING: usize = 1_000;

/// The compressed representations, as far as they were asked for.
pub(super) type Coded = [OnceCell<Representation>; ContentEncoding::ALL.len()];

impl Body {
    /// The representation in `coding`, if it was made already and is worth it.
    pub(crate) fn ready(&self, coding: ContentEncoding) -> Option<&Representation> {
        self.coded[coding as usize].get().filter(|_| self.is_worth_coding())
    }

    /// Whether compressed representations are worth making.
    pub(crate) fn is_worth_coding(&self) -> bool {
        self.len() >= WORTH_COMPRESSING
    }

    /// The representation in `coding`; `None` when that is not worth it, or cannot be made.
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

    /// Takes `bytes` for the body in `coding`, unless it was made already or is not worth it.
    pub(super) fn provide(&self, coding: ContentEncoding, bytes: &Bytes) {
        let coded = &self.coded[coding as usize];
        if self.is_worth_coding() && coded.get().is_none() {
            // Of two that are made at once either does.
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
