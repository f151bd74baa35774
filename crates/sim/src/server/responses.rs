//! Responses in the upstream's format.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::wire;

/// The upstream's code for invalid parameters.
const INVALID_PARAMETER: i64 = 2;

/// The body; `None` stands for parameters that the upstream refuses.
pub(crate) fn truthful(body: Option<Vec<u8>>) -> Response {
    match body {
        Some(body) => json(StatusCode::OK, body),
        None => json(StatusCode::BAD_REQUEST, wire::refusal(INVALID_PARAMETER)),
    }
}

pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let kind = [(CONTENT_TYPE, "application/json;charset=utf-8")];
    (status, kind, body.into()).into_response()
}
