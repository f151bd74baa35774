//! The four formats of errors, and the choice between them.

use axum::response::{IntoResponse as _, Response};
use domain::clock::Timestamp;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};

use super::{Error, quote::quoted_text};
use crate::negotiation;

/// The format of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{"detail": …}`.
    Detail,
    /// `{"error_code", "message", "request_id", "timestamp", "details"}`.
    Envelope,
    /// A problem document (RFC 9457).
    Problem,
    /// The message alone, as plain text.
    Sentence,
}

impl Shape {
    /// Chooses the format for a client that sent `headers`; `envelope` is the deployment's default for clients that ask
    /// for none.
    pub(crate) fn choose(headers: &HeaderMap, envelope: bool) -> Self {
        if negotiation::names(headers, "application/problem+json") {
            Self::Problem
        } else if envelope {
            Self::Envelope
        } else {
            Self::Detail
        }
    }

    /// Chooses the format for a request for a text, whose client shows every response: plain text, if the client
    /// accepts it.
    pub(crate) fn choose_for_text(headers: &HeaderMap, envelope: bool) -> Self {
        match Self::choose(headers, envelope) {
            Self::Detail | Self::Envelope if negotiation::accepts(headers, "text/plain") => Self::Sentence,
            shape => shape,
        }
    }

    /// Writes `error` as the body of `response`, keeping that response's headers.
    pub(crate) fn write(self, error: &Error, response: &Response, context: &ErrorContext<'_>) -> Response {
        let (content_type, body) = self.render(error, context);
        let mut written = (error.status(), body).into_response();
        *written.headers_mut() = response.headers().clone();
        written.headers_mut().remove(header::CONTENT_LENGTH);
        written.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        written
    }

    /// Returns the content type and the body for `error`.
    pub(crate) fn render(self, error: &Error, context: &ErrorContext<'_>) -> (&'static str, String) {
        let (content_type, body) = match self {
            _ if error.is_about_the_key() => ("application/json", envelope(error, context)),
            Self::Problem => ("application/problem+json", problem(error, context)),
            Self::Envelope => ("application/json", envelope(error, context)),
            Self::Detail => ("application/json", detail(error)),
            Self::Sentence => return ("text/plain; charset=utf-8", format!("{}.", error.detail())),
        };
        (content_type, body.to_string())
    }
}

/// The request that an error answers.
#[derive(Debug)]
pub(crate) struct ErrorContext<'a> {
    pub(crate) path: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) now: Timestamp,
}

fn detail(error: &Error) -> Value {
    match error {
        Error::Invalid(fields) => json!({ "detail": fields }),
        _ => json!({ "detail": error.detail() }),
    }
}

fn envelope(error: &Error, context: &ErrorContext<'_>) -> Value {
    let details = match error {
        Error::Invalid(fields) => json!({ "errors": fields }),
        _ => Value::Null,
    };
    json!({
        "error_code": error.code(),
        "message": error.detail(),
        "request_id": context.request_id,
        "timestamp": context.now,
        "details": details,
    })
}

fn problem(error: &Error, context: &ErrorContext<'_>) -> Value {
    json!({
        "type": "about:blank",
        "title": error.status().canonical_reason().unwrap_or_default(),
        "status": error.status().as_u16(),
        "detail": error.detail(),
        "instance": quoted_text(context.path),
        "error_code": error.code(),
        "request_id": context.request_id,
        "errors": error.fields(),
    })
}
