//! A body without a coding: kept, or decompressed again for whoever takes no coding, a large one piece by piece as it is
//! sent.

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

/// Longer bodies are kept compressed only.
pub(super) const LARGE: usize = 512 * 1_024;
/// So many bytes of a large body are decompressed at a time.
const PIECE: usize = 32 * 1_024;
/// What is kept for each reader meanwhile: the decoder with its window, and pieces that are not taken yet.
const KEPT_FOR_READER: usize = 512 * 1_024;

/// A body without a coding.
#[derive(Debug)]
pub(crate) enum Uncompressed {
    /// It is at hand.
    Kept(Representation),
    /// It is decompressed while it is sent.
    OnDemand(OnDemand),
}

/// A body that is kept in zstd.
#[derive(Debug)]
pub(crate) struct OnDemand {
    bytes: ZstdBytes,
    /// Its responses' heads, without bytes.
    empty: Representation,
}

/// Bytes in zstd, and how many they are without it.
#[derive(Clone, Debug)]
pub(super) struct ZstdBytes {
    pub(super) bytes: Bytes,
    pub(super) length: usize,
}

impl ZstdBytes {
    /// The bytes without it.
    pub(super) fn decompress(&self) -> io::Result<Bytes> {
        ContentEncoding::decompress_zstd(&self.bytes, self.length).map(Bytes::from)
    }
}

/// What is kept of a body's bytes.
#[derive(Debug)]
pub(super) enum Kept {
    Plain(Bytes),
    Zstd(ZstdBytes),
}

impl Kept {
    /// Of large bodies the bytes in zstd.
    pub(super) fn new(bytes: Bytes) -> Self {
        if bytes.len() >= LARGE {
            match ContentEncoding::Zstd.compress(&bytes) {
                Ok(zstd) => return Self::Zstd(ZstdBytes { bytes: zstd.into(), length: bytes.len() }),
                Err(error) => tracing::error!(%error, "cannot compress a body"),
            }
        }
        Self::Plain(bytes)
    }

    /// The bytes as they are kept, which differ when the body does.
    pub(super) fn as_kept(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) | Self::Zstd(ZstdBytes { bytes, .. }) => bytes,
        }
    }
}

impl Uncompressed {
    pub(super) fn new(kept: Kept, policy: Policy, etag: &str) -> Self {
        match kept {
            Kept::Plain(bytes) => Self::Kept(Representation::new(bytes, policy, etag, None)),
            Kept::Zstd(bytes) => {
                Self::OnDemand(OnDemand { bytes, empty: Representation::new(Bytes::new(), policy, etag, None) })
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Kept(plain) => plain.bytes.len(),
            Self::OnDemand(compressed) => compressed.bytes.length,
        }
    }

    /// The bytes in zstd, when nothing else is kept.
    pub(super) fn zstd(&self) -> Option<&ZstdBytes> {
        match self {
            Self::Kept(_) => None,
            Self::OnDemand(compressed) => Some(&compressed.bytes),
        }
    }

    /// What makes the bytes, wherever it is called: of a large body they take memory as long as they are in use.
    pub(super) fn source(&self) -> impl FnOnce() -> io::Result<Bytes> + Send + use<> {
        let kept = match self {
            Self::Kept(plain) => Kept::Plain(plain.bytes.clone()),
            Self::OnDemand(compressed) => Kept::Zstd(compressed.bytes.clone()),
        };
        move || match kept {
            Kept::Plain(bytes) => Ok(bytes),
            Kept::Zstd(zstd) => zstd.decompress(),
        }
    }

    pub(super) fn set_type(&mut self, content_type: ContentType) {
        match self {
            Self::Kept(plain) => plain.set_type(content_type),
            Self::OnDemand(compressed) => compressed.empty.set_type(content_type),
        }
    }

    pub(super) fn link(&mut self, link: &HeaderValue) {
        match self {
            Self::Kept(plain) => plain.link(link),
            Self::OnDemand(compressed) => compressed.empty.link(link),
        }
    }

    /// The head of the response to a client that has the body already.
    pub(crate) fn not_modified(&self) -> &HeaderMap {
        match self {
            Self::Kept(plain) => &plain.not_modified,
            Self::OnDemand(compressed) => &compressed.empty.not_modified,
        }
    }
}

impl OnDemand {
    /// The head of a response with the bytes.
    pub(crate) fn head(&self) -> &HeaderMap {
        &self.empty.head
    }

    /// The bytes.
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

/// A body's bytes, decompressed as they are sent. What it keeps between two pieces counts like the bytes of a superseded
/// body, of which a client may hold so many: its oldest readers are cut beyond that.
pub(crate) struct Decompressed {
    /// Until the last piece.
    decoder: Option<io::Result<Decoder<'static, Cursor<Bytes>>>>,
    /// How many bytes are decompressed at a time.
    piece: usize,
    left: usize,
    kept: ReaderBytes,
}

impl Decompressed {
    /// What it is counted as.
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
    use crate::views::Body;

    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|row| format!("row {row} of a long list")).collect()
    }

    fn body(rows: &[String]) -> Body {
        Body::new(&rows, Policy::Shared(15)).unwrap()
    }

    #[tokio::test]
    async fn a_large_body_is_sent_as_it_was_without_being_kept() {
        let rows = rows(50_000);
        let (large, bytes) = (body(&rows), serde_json::to_vec(&rows).unwrap());
        let Uncompressed::OnDemand(sent) = large.uncompressed() else { panic!("it is kept") };
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
    fn a_body_that_is_not_large_is_kept() {
        assert!(matches!(body(&rows(100)).uncompressed(), Uncompressed::Kept(_)));
    }
}
