//! One form of a rendered body, with the heads of its answers: put together once, copied for each request.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY},
};

use super::{Coding, Policy};
use crate::{cors::VARY_ON, outermost::SECURITY, request_id::X_REQUEST_ID};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The bytes in one coding, or in none.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) bytes: Bytes,
    /// The head of an answer with the bytes.
    pub(crate) head: HeaderMap,
    /// The head of the answer to who has them already.
    pub(crate) not_modified: HeaderMap,
}

impl Form {
    /// `tag` is the uncompressed body's; forms differ in bytes, so their tags differ.
    pub(crate) fn new(bytes: Bytes, policy: Policy, tag: &str, coding: Option<Coding>) -> Self {
        let mut not_modified = HeaderMap::with_capacity(16);
        not_modified.insert(VARY, VARY_ON);
        not_modified.insert(CACHE_CONTROL, policy.for_viewers());
        not_modified.extend(SECURITY);
        // Its place: every answer has one of its own.
        not_modified.insert(X_REQUEST_ID, HeaderValue::from_static("-"));
        let tag = match coding {
            Some(coding) => format!("\"{tag}-{}\"", coding.name()),
            None => format!("\"{tag}\""),
        };
        if let (true, Ok(tag)) = (policy != Policy::NoStore, HeaderValue::try_from(tag)) {
            not_modified.insert(ETAG, tag);
        }
        let mut head = not_modified.clone();
        head.insert(CONTENT_TYPE, JSON);
        if let Some(coding) = coding {
            head.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        Self { bytes, head, not_modified }
    }
}
