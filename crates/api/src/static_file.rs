//! A file that is part of the executable: served from memory with a strong ETag, in the encoding the client prefers.

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CONTENT_ENCODING, ETAG},
};
use tokio::sync::OnceCell;

use crate::{
    etag,
    response::{coding, is_known},
    runtimes,
    views::ContentEncoding,
};

/// A file, with the compressed forms that were requested so far.
#[derive(Debug)]
pub struct StaticFile {
    bytes: Bytes,
    etag: String,
    head: HeaderMap,
    coded: [OnceCell<Option<Bytes>>; ContentEncoding::ALL.len()],
}

impl StaticFile {
    /// Creates a file whose responses all have the headers `head`, including its content type.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>, head: HeaderMap) -> Self {
        let bytes = bytes.into();
        Self { etag: etag::of(&bytes), bytes, head, coded: Default::default() }
    }

    /// The response to a request with `headers`: the file, or a 304.
    pub async fn response(&self, headers: &HeaderMap) -> Response {
        // The file is compressed once per process, so only its compressed length counts, as for a short body.
        let coded = match coding(headers, 0) {
            Some(coding) => self.coded(coding).await.map(|bytes| (coding, bytes.clone())),
            None => None,
        };
        let etag = match &coded {
            Some((coding, _)) => format!("\"{}-{}\"", self.etag, coding.name()),
            None => format!("\"{}\"", self.etag),
        };
        let mut head = self.head.clone();
        head.extend(HeaderValue::try_from(etag).map(|etag| (ETAG, etag)));
        if is_known(headers, &self.etag) {
            return (StatusCode::NOT_MODIFIED, head).into_response();
        }
        match coded {
            Some((coding, bytes)) => {
                head.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
                (head, bytes).into_response()
            }
            None => (head, self.bytes.clone()).into_response(),
        }
    }

    /// Returns the file in `coding` if that is shorter.
    async fn coded(&self, coding: ContentEncoding) -> Option<&Bytes> {
        let make = async || {
            let bytes = self.bytes.clone();
            match runtimes::compress(move || coding.compress(&bytes)).await {
                Ok(coded) => Some(Bytes::from(coded)).filter(|coded| coded.len() < self.bytes.len()),
                Err(error) => {
                    tracing::error!(%error, coding = coding.name(), "cannot compress a file");
                    None
                }
            }
        };
        self.coded[coding as usize].get_or_init(make).await.as_ref()
    }
}
