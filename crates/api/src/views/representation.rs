//! One representation of a rendered body, compressed or not, with the headers of its responses: made once, and copied
//! for each request.

use std::sync::Arc;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LINK, VARY},
};
use http_server::{BodyVersion, Current, RenderedBytes};

use super::{ContentEncoding, ContentType, Policy};
use crate::headers::{SECURITY, VARY_ON, X_REQUEST_ID};

/// The bytes in one encoding, or uncompressed.
#[derive(Clone, Debug)]
pub(crate) struct Representation {
    pub(crate) bytes: Bytes,
    current: Arc<Current>,
    /// The head of a response with the bytes.
    pub(crate) head: HeaderMap,
    /// The head of the response to a client that has the bytes already.
    pub(crate) not_modified: HeaderMap,
}

impl Representation {
    /// `etag` is the uncompressed body's. Representations differ in bytes, so their etags differ.
    pub(crate) fn new(bytes: Bytes, policy: Policy, etag: &str, coding: Option<ContentEncoding>) -> Self {
        let mut not_modified = HeaderMap::with_capacity(16);
        not_modified.insert(VARY, VARY_ON);
        not_modified.insert(CACHE_CONTROL, policy.for_viewers());
        not_modified.extend(SECURITY);
        // A placeholder that keeps the header's position: each response sets its own id.
        not_modified.insert(X_REQUEST_ID, HeaderValue::from_static("-"));
        let etag = match coding {
            Some(coding) => format!("\"{etag}-{}\"", coding.name()),
            None => format!("\"{etag}\""),
        };
        if let (true, Ok(etag)) = (policy != Policy::NoStore, HeaderValue::try_from(etag)) {
            not_modified.insert(ETAG, etag);
        }
        let mut head = not_modified.clone();
        head.insert(CONTENT_TYPE, ContentType::Json.header());
        if let Some(coding) = coding {
            head.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        let (bytes, current) = BodyVersion::serve(bytes);
        Self { bytes, current: Arc::new(current), head, not_modified }
    }

    /// Sets the content type when it is not JSON.
    pub(crate) fn set_type(&mut self, content_type: ContentType) {
        content_type.write(&mut self.head);
        content_type.secure(&mut self.not_modified);
    }

    /// Sets the link to the next page.
    pub(crate) fn link(&mut self, link: &HeaderValue) {
        self.head.insert(LINK, link.clone());
        self.not_modified.insert(LINK, link.clone());
    }

    /// The bytes as a response body.
    pub(crate) fn rendered(&self) -> RenderedBytes {
        RenderedBytes { bytes: self.bytes.clone(), version: Arc::clone(self.version()) }
    }

    /// An empty response body, for clients that have the bytes already.
    pub(crate) fn nothing(&self) -> RenderedBytes {
        RenderedBytes { bytes: Bytes::new(), version: Arc::clone(self.version()) }
    }

    /// The body version that counts which clients still hold the bytes.
    pub(crate) fn version(&self) -> &Arc<BodyVersion> {
        self.current.version()
    }
}
