//! A body without compression: kept as it is, or decompressed again for clients that accept no compression. A large
//! body is decompressed piece by piece while it is sent.

use std::{
    io::{self, Cursor, Read as _},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_server::{BodyVersion, ReaderBytes};
use hyper::body::{Frame, SizeHint};
use zstd::stream::read::Decoder;

use crate::views::{ContentEncoding, ContentType, Policy, Representation};

/// Longer bodies are kept only compressed.
pub(super) const LARGE: usize = 512 * 1_024;
/// The bytes of a large body that are decompressed at a time.
const PIECE: usize = 32 * 1_024;
/// The memory for each reader meanwhile: the decoder with its window, and the pieces that were not read yet.
const KEPT_FOR_READER: usize = 512 * 1_024;

/// A body without compression.
#[derive(Debug)]
pub(crate) enum Uncompressed {
    /// The bytes are in memory.
    InMemory(Representation),
    /// The bytes are decompressed while they are sent.
    OnDemand(OnDemand),
}

/// A body that is kept in zstd.
#[derive(Debug)]
pub(crate) struct OnDemand {
    bytes: ZstdBytes,
    /// The heads of its responses, without bytes.
    empty: Representation,
}

/// Bytes in zstd, with their uncompressed length.
#[derive(Clone, Debug)]
pub(super) struct ZstdBytes {
    pub(super) bytes: Bytes,
    pub(super) length: usize,
}

impl ZstdBytes {
    /// Decompresses the bytes.
    pub(super) fn decompress(&self) -> io::Result<Bytes> {
        ContentEncoding::decompress_zstd(&self.bytes, self.length).map(Bytes::from)
    }
}

/// The form in which a body's bytes are stored.
#[derive(Debug)]
pub(super) enum StoredBytes {
    Plain(Bytes),
    Zstd(ZstdBytes),
}

impl StoredBytes {
    /// Compresses the bytes of large bodies.
    pub(super) fn new(bytes: Bytes) -> Self {
        if bytes.len() >= LARGE {
            match ContentEncoding::Zstd.compress(&bytes) {
                Ok(zstd) => return Self::Zstd(ZstdBytes { bytes: zstd.into(), length: bytes.len() }),
                Err(error) => tracing::error!(%error, "cannot compress a body"),
            }
        }
        Self::Plain(bytes)
    }

    /// The bytes in the form in which they are stored. They differ when the body differs.
    pub(super) fn as_stored(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) | Self::Zstd(ZstdBytes { bytes, .. }) => bytes,
        }
    }
}

impl Uncompressed {
    pub(super) fn new(bytes: StoredBytes, policy: Policy, etag: &str) -> Self {
        match bytes {
            StoredBytes::Plain(bytes) => Self::InMemory(Representation::new(bytes, policy, etag, None)),
            StoredBytes::Zstd(bytes) => {
                Self::OnDemand(OnDemand { bytes, empty: Representation::new(Bytes::new(), policy, etag, None) })
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::InMemory(plain) => plain.bytes.len(),
            Self::OnDemand(compressed) => compressed.bytes.length,
        }
    }

    /// The bytes in zstd, when the body is kept only in that form.
    pub(super) fn zstd(&self) -> Option<&ZstdBytes> {
        match self {
            Self::InMemory(_) => None,
            Self::OnDemand(compressed) => Some(&compressed.bytes),
        }
    }

    /// Returns a function that restores the bytes on any thread. A large body's bytes take memory as long as they are
    /// in use.
    pub(super) fn source(&self) -> impl FnOnce() -> io::Result<Bytes> + Send + use<> {
        let bytes = match self {
            Self::InMemory(plain) => StoredBytes::Plain(plain.bytes.clone()),
            Self::OnDemand(compressed) => StoredBytes::Zstd(compressed.bytes.clone()),
        };
        move || match bytes {
            StoredBytes::Plain(bytes) => Ok(bytes),
            StoredBytes::Zstd(zstd) => zstd.decompress(),
        }
    }

    pub(super) fn set_type(&mut self, content_type: ContentType) {
        match self {
            Self::InMemory(plain) => plain.set_type(content_type),
            Self::OnDemand(compressed) => compressed.empty.set_type(content_type),
        }
    }

    pub(super) fn link(&mut self, link: &HeaderValue) {
        match self {
            Self::InMemory(plain) => plain.link(link),
            Self::OnDemand(compressed) => compressed.empty.link(link),
        }
    }

    /// The head of the response to a client that has the body already.
    pub(crate) fn not_modified(&self) -> &HeaderMap {
        match self {
            Self::InMemory(plain) => &plain.not_modified,
            Self::OnDemand(compressed) => &compressed.empty.not_modified,
        }
    }
}

impl OnDemand {
    /// The head of a response with the bytes.
    pub(crate) fn head(&self) -> &HeaderMap {
        &self.empty.head
    }

    /// Begins to decompress the bytes.
    pub(crate) fn decompress(&self) -> Decompressed {
        let length = self.bytes.length;
        Decompressed {
            decoder: Some(Decoder::with_buffer(Cursor::new(self.bytes.bytes.clone()))),
            piece: if length < LARGE { length } else { PIECE },
            left: length,
            kept: ReaderBytes::new(KEPT_FOR_READER.min(length)),
        }
    }
}

/// A body's bytes, decompressed as they are sent. The memory it keeps between two pieces counts towards the limit on
/// superseded bodies that clients hold; beyond it, the oldest readers are cut off.
pub(crate) struct Decompressed {
    /// `None` after the last piece.
    decoder: Option<io::Result<Decoder<'static, Cursor<Bytes>>>>,
    /// The number of bytes that are decompressed at a time.
    piece: usize,
    left: usize,
    kept: ReaderBytes,
}

impl Decompressed {
    /// The body version under which its memory is counted.
    pub(crate) fn version(&self) -> &Arc<BodyVersion> {
        self.kept.version()
    }
}

impl hyper::body::Body for Decompressed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let (mut piece, most) = (Vec::with_capacity(self.piece), self.piece as u64);
        let read = match self.decoder.as_mut() {
            Some(Ok(decoder)) => decoder.take(most).read_to_end(&mut piece),
            Some(Err(error)) => Err(io::Error::new(error.kind(), error.to_string())),
            None => Ok(0),
        };
        if matches!(read, Ok(0)) {
            return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
        }
        self.left = self.left.saturating_sub(piece.len());
        if self.left == 0 {
            self.decoder = None;
        }
        Poll::Ready(Some(read.map(|_| Frame::data(piece.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use hyper::body::Body as _;

    use super::*;
    use crate::views::{Body, MaxAge};

    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|row| format!("row {row} of a long list")).collect()
    }

    fn body(rows: &[String]) -> Body {
        Body::new(&rows, Policy::Shared(MaxAge::Fifteen)).unwrap()
    }

    #[tokio::test]
    async fn a_large_body_is_sent_as_it_was_without_being_kept() {
        let rows = rows(50_000);
        let (large, bytes) = (body(&rows), serde_json::to_vec(&rows).unwrap());
        let Uncompressed::OnDemand(sent) = large.uncompressed() else { panic!("it is in memory") };
        let mut sent = sent.decompress();
        assert_eq!(sent.size_hint().exact(), Some(bytes.len() as u64));
        let mut pieces = Vec::new();
        while let Some(piece) = sent.frame().await {
            pieces.push(piece.unwrap().into_data().unwrap());
        }
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(pieces.concat(), bytes);
        assert_eq!((large.identity().unwrap(), large.len()), (Bytes::from(bytes), large.len()));
        assert!(large.weight() < large.len() / 4);
    }

    #[test]
    fn a_body_that_is_not_large_stays_in_memory() {
        assert!(matches!(body(&rows(100)).uncompressed(), Uncompressed::InMemory(_)));
    }
}
