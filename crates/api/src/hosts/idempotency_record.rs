//! Idempotency records: store a response for retries of its request, and restore it for them.

use std::collections::BTreeMap;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};
use store::idempotency::RecordedResponse;
use uuid::Uuid;

use super::operation::Effect;
use crate::error::{Error, ErrorContext, Shape};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Returns the request's `Idempotency-Key`, if it has one.
///
/// # Errors
/// [`Error::KeyInvalid`] when it is not a UUID.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<Uuid>, Error> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Error::KeyInvalid)?;
    Uuid::parse_str(text.trim()).map(Some).map_err(|_| Error::KeyInvalid)
}

/// A digest of the parts that make two requests equal.
pub(crate) fn fingerprint(method: &http::Method, target: &str, body: &Bytes) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in [method.as_str().as_bytes(), target.as_bytes(), body] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// The response that reports an operation's effect.
pub(crate) fn response_of(effect: &Effect) -> RecordedResponse {
    let mut headers = BTreeMap::new();
    if effect.body.is_some() {
        headers.insert(header::CONTENT_TYPE.to_string(), "application/json".to_owned());
    }
    headers.extend(effect.location.clone().map(|location| (header::LOCATION.to_string(), location)));
    headers.extend(effect.etag.clone().map(|etag| (header::ETAG.to_string(), etag)));
    RecordedResponse { status: effect.status.as_u16(), headers, body: effect.body.clone().unwrap_or_default() }
}

/// The response that reports an error; `None` for errors that are not stored, because a retry may succeed.
pub(crate) fn refused(error: &Error, shape: Shape, context: &ErrorContext<'_>) -> Option<RecordedResponse> {
    let kept = [StatusCode::NOT_FOUND, StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY];
    if !kept.contains(&error.status()) || *error == Error::UnderWay {
        return None;
    }
    let (content_type, body) = shape.render(error, context);
    let headers = BTreeMap::from([(header::CONTENT_TYPE.to_string(), content_type.to_owned())]);
    Some(RecordedResponse { status: error.status().as_u16(), headers, body: body.into_bytes() })
}

/// Sends a stored response again (`replayed`), or a new one.
pub(crate) fn send(recorded: RecordedResponse, replayed: bool) -> Response {
    let status = StatusCode::from_u16(recorded.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if recorded.body.is_empty() {
        status.into_response()
    } else {
        (status, Bytes::from(recorded.body)).into_response()
    };
    response.headers_mut().remove(header::CONTENT_TYPE);
    let headers = recorded
        .headers
        .iter()
        .filter_map(|(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?)));
    response.headers_mut().extend(headers);
    if replayed {
        response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
