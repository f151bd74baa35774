//! Everything that can be refused, with its status; the only place where errors become answers.
//!
//! A handler's error travels as an extension of an empty answer; the outermost layer, which knows what
//! the client accepts, writes it in one of the contract's three shapes.

mod field;
mod shape;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

pub(crate) use field::{FieldError, Location};
pub(crate) use shape::{About, HttpValidationError, Shape};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Error {
    /// 404: what was asked for is not there.
    NotFound(&'static str),
    /// 405: the route knows other methods.
    MethodNotAllowed,
    /// 413: the body is longer than the limit.
    PayloadTooLarge,
    /// 422: what was sent does not fit; every violated field.
    Invalid(Vec<FieldError>),
    /// 500: our fault.
    Internal,
    /// 503: the database is away and nothing to serve instead is at hand.
    Unavailable,
}

/// When to come back after a 503, in seconds.
const COME_BACK: HeaderValue = HeaderValue::from_static("2");

impl Error {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// One sentence for people.
    pub(crate) const fn detail(&self) -> &'static str {
        match self {
            Self::NotFound(detail) => detail,
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::PayloadTooLarge => "Request body too large",
            Self::Invalid(_) => "Validation error",
            Self::Internal => "Internal Server Error",
            Self::Unavailable => "Service temporarily unavailable",
        }
    }

    pub(crate) fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if let store::Error::Unavailable(_) = error {
            tracing::warn!(%error, "a request could not be served");
            return Self::Unavailable;
        }
        tracing::error!(%error, "a request failed");
        Self::Internal
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if self == Self::Unavailable {
            response.headers_mut().insert(RETRY_AFTER, COME_BACK);
        }
        response.extensions_mut().insert(self);
        response
    }
}
