//! Packed bodies: only the compressed bytes of a body, a tenth of the memory. Most are served without decompression.

use bytes::Bytes;

use super::{
    Body, ContentType, LastPolled, Policy,
    superset::VariantSource,
    uncompressed::{StoredBytes, ZstdBytes},
};
use crate::views::ContentEncoding;

/// Longer bodies are not unpacked on the threads that serve requests.
const LONG_TO_UNPACK: usize = 256 * 1_024;

/// Bodies up to this length decompress in negligible time.
const SHORT: usize = 16 * 1_024;

/// The data from which a body is restored.
#[derive(Debug)]
pub(crate) struct PackedBody {
    /// The bytes in zstd: all rows of a body that is cut from more rows, otherwise the body's zstd representation.
    bytes: Bytes,
    /// The length of the bytes without compression.
    length: usize,
    etag: String,
    policy: Policy,
    content_type: ContentType,
    last_polled: Option<LastPolled>,
    /// Stored without its bytes.
    variant_source: VariantSource,
}

impl Body {
    /// Compresses the body. Returns `None` for a page of a longer list, which has a `Link` header, and when compression
    /// fails.
    pub(crate) fn pack(&self) -> Option<PackedBody> {
        if self.link.is_some() {
            return None;
        }
        let compress = |bytes: &[u8]| ContentEncoding::Zstd.compress(bytes).ok().map(Bytes::from);
        let (bytes, length, variant_source) = match &self.variant_source {
            VariantSource::Rows { rows, shown } => {
                let variant_source = VariantSource::Rows { rows: rows.with_whole(Bytes::new()), shown: *shown };
                (compress(rows.whole())?, rows.whole().len(), variant_source)
            }
            other => {
                let ready = self.coded[ContentEncoding::Zstd as usize].get();
                let bytes = match (self.uncompressed.zstd(), ready) {
                    (Some(zstd), _) => zstd.bytes.clone(),
                    // Copy the bytes, so that readers of the representation do not hold what is kept here.
                    (None, Some(ready)) => Bytes::copy_from_slice(&ready.bytes),
                    (None, None) => compress(&self.identity().ok()?)?,
                };
                self.provide(ContentEncoding::Zstd, &bytes);
                (bytes, self.len(), other.clone())
            }
        };
        Some(PackedBody {
            bytes,
            length,
            etag: self.etag.clone(),
            policy: self.policy,
            content_type: self.content_type,
            last_polled: self.last_polled,
            variant_source,
        })
    }
}

impl PackedBody {
    /// The bytes in memory.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len() + self.variant_source.weight()
    }

    /// Whether restoring the body takes long.
    pub(crate) fn is_long_to_unpack(&self) -> bool {
        matches!(self.variant_source, VariantSource::Rows { .. }) && self.length > LONG_TO_UNPACK
    }

    /// Restores the body; `None` when the bytes cannot be decompressed, which does not happen.
    pub(crate) fn unpack(&self) -> Option<Body> {
        let (bytes, variant_source) = match &self.variant_source {
            VariantSource::Rows { rows, shown } => {
                let rows = rows.with_whole(ContentEncoding::decompress_zstd(&self.bytes, self.length).ok()?.into());
                (StoredBytes::Plain(rows.cut(*shown)), VariantSource::Rows { rows, shown: *shown })
            }
            other => (self.stored_bytes()?, other.clone()),
        };
        let body = Body::with_etag(bytes, self.etag.clone(), self.policy, self.last_polled)
            .with_variant_source(variant_source)
            .of_type(self.content_type);
        if !matches!(self.variant_source, VariantSource::Rows { .. }) {
            body.provide(ContentEncoding::Zstd, &self.bytes);
        }
        Some(body)
    }

    /// The bytes of short bodies are decompressed; all others stay compressed.
    fn stored_bytes(&self) -> Option<StoredBytes> {
        let zstd = ZstdBytes { bytes: self.bytes.clone(), length: self.length };
        if self.length > SHORT {
            return Some(StoredBytes::Zstd(zstd));
        }
        zstd.decompress().ok().map(StoredBytes::Plain)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::clock::Timestamp;
    use store::poll_status::PollTimes;

    use http_body_util::BodyExt as _;

    use super::*;
    use crate::views::{Cut, MaxAge, Uncompressed};

    #[test]
    fn a_body_comes_back_as_it_was_with_all_that_can_be_cut_from_it() {
        let times =
            PollTimes::from_iter([(store::matches::STATUS_ROW, Timestamp::from_unix_seconds(1_780_000_000).unwrap())]);
        let last_polled = LastPolled::of(&[store::matches::STATUS_ROW], &times);
        let rows: Vec<_> = (0..500).map(|row| format!("row {row}")).collect();
        let many: Vec<_> = (0..5_000).map(|row| format!("row {row}")).collect();
        for body in [
            Body::list(many.clone(), Policy::Shared(MaxAge::Fifteen), last_polled),
            Body::long_list(&rows, Policy::Shared(MaxAge::Fifteen), last_polled, 20),
            Body::list(rows.clone(), Policy::Shared(MaxAge::Fifteen), last_polled),
            Body::new(&"short", Policy::Shared(MaxAge::Fifteen)),
        ] {
            let body = body.unwrap();
            let packed = body.pack().unwrap();
            let again = packed.unpack().unwrap();
            assert!(packed.weight() < body.weight() + 100);
            assert_eq!(again.identity().unwrap(), body.identity().unwrap());
            assert_eq!((again.etag(), again.policy()), (body.etag(), body.policy()));
            assert_eq!(again.last_polled().map(LastPolled::at), body.last_polled().map(LastPolled::at));
            for limit in [0, 20, 21, 500, 1_000] {
                let cut =
                    |body: &Body| body.variant(Cut(limit)).map(|_| body.cut(Cut(limit)).unwrap().identity().unwrap());
                assert_eq!(cut(&again), cut(&body), "{limit}");
            }
        }
    }

    #[tokio::test]
    async fn a_body_that_is_not_large_is_decompressed_as_a_whole_for_who_takes_no_coding() {
        let rows: Vec<_> = (0..20_000).map(|row| format!("row {row}")).collect();
        let body = Body::new(&rows, Policy::Shared(MaxAge::Fifteen)).unwrap();
        let again = body.pack().unwrap().unpack().unwrap();
        assert!(again.weight() < body.weight() / 4, "it is kept as it was packed");
        let Uncompressed::OnDemand(sent) = again.uncompressed() else { panic!("it is decompressed already") };
        let mut sent = sent.decompress();
        let whole = sent.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(whole, body.identity().unwrap());
        assert!(sent.frame().await.is_none());
    }

    #[tokio::test]
    async fn what_is_packed_is_held_by_no_reader() {
        // Bodies kept uncompressed, kept in zstd, and packed before.
        let body = |count: usize| {
            let rows: Vec<_> = (0..count).map(|row| format!("row {row}")).collect();
            Body::new(&rows, Policy::Shared(MaxAge::Fifteen)).unwrap()
        };
        for body in [body(5_000), body(100_000), body(5_000).pack().unwrap().unpack().unwrap()] {
            let version = Arc::clone(body.encoded(ContentEncoding::Zstd).await.unwrap().version());
            let packed = body.pack().unwrap();
            drop(body);
            assert_eq!(version.held_by_readers(), 0);
            drop(packed);
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_what_clients_get_who_take_zstd() {
        for count in [500, 20_000] {
            is_what_clients_get(count).await;
        }
    }

    async fn is_what_clients_get(count: usize) {
        let rows: Vec<_> = (0..count).map(|row| format!("row {row}")).collect();
        let body = Body::new(&rows, Policy::Shared(MaxAge::Fifteen)).unwrap();
        let again = body.pack().unwrap().unpack().unwrap();
        let zstd = again.ready(ContentEncoding::Zstd).unwrap().bytes.clone();
        assert_eq!(ContentEncoding::decompress_zstd(&zstd, 1_000_000).unwrap(), body.identity().unwrap().as_ref());
        assert_eq!(body.encoded(ContentEncoding::Zstd).await.unwrap().bytes.as_ptr(), zstd.as_ptr());
    }
}
