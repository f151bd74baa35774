//! A parsed request to a platform, and the response to it.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A parsed request.
pub(super) struct Request {
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) form: Vec<(String, String)>,
}

impl Request {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

pub(super) fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A status and the body that comes with it.
pub(super) type Response = (StatusCode, Value);
