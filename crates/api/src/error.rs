//! The errors of the API with their statuses; the only place where errors become responses.
//!
//! A handler's error is an extension of an empty response. The middleware, which knows what the client accepts, writes
//! it in one of the contract's shapes.

mod described;
mod field;
mod quote;
mod shape;

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};

pub(crate) use described::{Conflict, HttpValidationError, Refused, Unprocessable};
pub(crate) use field::{FieldError, Location};
pub(crate) use shape::{ErrorContext, Shape};

use crate::{
    cache_entry::EntryError,
    views::{NotRendered, RenderError},
};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Error {
    /// 400: the body broke off or took too long.
    BodyLost,
    /// 400: the request's head cannot be parsed.
    Malformed,
    /// 400: the request has two `Host` headers (RFC 9112, section 3.2).
    SeveralHosts,
    /// 401: the user is not authenticated.
    Unauthenticated(&'static str),
    /// 403: the user is known, but not allowed to do this.
    Forbidden(&'static str),
    /// 404: the requested thing does not exist.
    NotFound(&'static str),
    /// 405: the route does not support this method.
    MethodNotAllowed,
    /// 409: the request conflicts with what is stored.
    Conflict(Cow<'static, str>),
    /// 409: an equal request with the same `Idempotency-Key` is in progress.
    UnderWay,
    /// 412: what the request would replace is not the version that the client knows.
    PreconditionFailed(&'static str),
    /// 413: the body is longer than the limit.
    PayloadTooLarge,
    /// 414: the URI is too long.
    UriTooLong,
    /// 431: the headers are too many or too long.
    HeadersTooLarge,
    /// 422: the input is invalid; lists every violation.
    Invalid(Vec<FieldError>),
    /// 422: the input is valid, but a rule forbids the operation.
    Unprocessable(&'static str),
    /// 422: the `Idempotency-Key` is not a valid key.
    KeyInvalid,
    /// 422: the `Idempotency-Key` was used for another request.
    KeyReused,
    /// 429: the client made too many requests.
    RateLimited(RateLimit),
    /// 429: the client has too many open event streams.
    TooManyStreams,
    /// 429: the client reads too many exports at a time.
    TooManyExports,
    /// 500: an internal error.
    Internal,
    /// 503: the database is down, and there is no older response to serve.
    Unavailable,
    /// 503: another transaction was in the way of this one, which was rolled back as a whole.
    Contended,
    /// 503: the key of a token is not known, and the keys may be fetched again only after so many seconds.
    KeysUnknown { retry_after_seconds: u64 },
}

/// The limit that a client exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimit {
    /// Its name.
    pub(crate) name: &'static str,
    /// The requests a minute that it allows.
    pub(crate) per_minute: u32,
    /// The time until it allows the next one.
    pub(crate) retry_after_seconds: u64,
}

/// `Retry-After` of a 503, or while the same request is in progress, in seconds.
const COME_BACK: HeaderValue = HeaderValue::from_static("2");
/// `Retry-After` for a stream or an export, in seconds: of a hundred streams that last up to ten minutes, one has most
/// likely ended.
const STREAM_ENDS: HeaderValue = HeaderValue::from_static("15");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

impl Error {
    /// Fails with [`Error::Invalid`] if there is a violation.
    pub(crate) fn invalid(violations: Vec<FieldError>) -> Result<(), Self> {
        if violations.is_empty() { Ok(()) } else { Err(Self::Invalid(violations)) }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::BodyLost | Self::Malformed | Self::SeveralHosts => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) | Self::UnderWay => StatusCode::CONFLICT,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Invalid(_) | Self::Unprocessable(_) | Self::KeyInvalid | Self::KeyReused => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::RateLimited(_) | Self::TooManyStreams | Self::TooManyExports => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable | Self::Contended | Self::KeysUnknown { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The message for people, one sentence.
    pub(crate) fn detail(&self) -> &str {
        match self {
            Self::Unauthenticated(detail)
            | Self::Forbidden(detail)
            | Self::NotFound(detail)
            | Self::PreconditionFailed(detail)
            | Self::Unprocessable(detail) => detail,
            Self::Conflict(detail) => detail,
            Self::BodyLost => "The request's body did not arrive",
            Self::Malformed => "The request cannot be read",
            Self::SeveralHosts => "The request has more than one Host header",
            Self::UriTooLong => "The request's address is too long",
            Self::HeadersTooLarge => "The request's headers are too large",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::UnderWay => "A request with this Idempotency-Key is under way",
            Self::PayloadTooLarge => "Request body too large",
            Self::Invalid(_) => "Validation error",
            Self::KeyInvalid => "The Idempotency-Key must be a UUID",
            Self::KeyReused => "The Idempotency-Key was used for another request",
            Self::RateLimited(_) => "Too many requests",
            Self::TooManyStreams => "Too many open event streams",
            Self::TooManyExports => "Too many exports at a time",
            Self::Internal => "Internal Server Error",
            Self::Unavailable | Self::Contended => "Service temporarily unavailable",
            Self::KeysUnknown { .. } => "The token's key is not known yet: try again after Retry-After",
        }
    }

    /// The error code for programs.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::KeyInvalid => "idempotency_key_invalid",
            Self::KeyReused => "idempotency_key_reused",
            Self::BodyLost | Self::Malformed | Self::SeveralHosts => "bad_request",
            Self::UriTooLong => "uri_too_long",
            Self::HeadersTooLarge => "headers_too_large",
            Self::Unauthenticated(_) => "not_authenticated",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound(_) => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict(_) | Self::UnderWay => "conflict",
            Self::PreconditionFailed(_) => "precondition_failed",
            Self::PayloadTooLarge => "payload_too_large",
            Self::Invalid(_) | Self::Unprocessable(_) => "validation_error",
            Self::RateLimited(_) | Self::TooManyStreams | Self::TooManyExports => "rate_limited",
            Self::Internal => "internal_server_error",
            Self::Unavailable | Self::Contended | Self::KeysUnknown { .. } => "service_unavailable",
        }
    }

    pub(crate) fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }

    /// Whether it uses the envelope whatever the deployment's setting.
    pub(crate) const fn is_about_the_key(&self) -> bool {
        matches!(self, Self::KeyInvalid | Self::KeyReused | Self::UnderWay)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        match self {
            Self::Unavailable | Self::Contended | Self::UnderWay => {
                headers.insert(RETRY_AFTER, COME_BACK);
            }
            Self::TooManyStreams | Self::TooManyExports => {
                headers.insert(RETRY_AFTER, STREAM_ENDS);
            }
            Self::KeysUnknown { retry_after_seconds } => {
                headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
            }
            Self::RateLimited(RateLimit { name, per_minute, retry_after_seconds }) => {
                let fields = [
                    (RETRY_AFTER, retry_after_seconds.to_string()),
                    (RATE_LIMIT_POLICY, format!("\"{name}\";q={per_minute};w=60")),
                    (RATE_LIMIT, format!("\"{name}\";r=0;t={retry_after_seconds}")),
                ];
                headers.extend(fields.into_iter().filter_map(|(name, value)| Some((name, value.try_into().ok()?))));
            }
            _ => {}
        }
        headers
    }
}

impl<E> From<EntryError<E>> for Error
where
    Self: From<E>,
{
    fn from(error: EntryError<E>) -> Self {
        match error {
            EntryError::Failed(error) => error.into(),
            // The failure was logged by the task that tried.
            EntryError::RecentlyFailed => Self::Unavailable,
        }
    }
}

impl From<NotRendered<Self>> for Error {
    fn from(not_rendered: NotRendered<Self>) -> Self {
        match not_rendered {
            NotRendered::Refused(error) => error,
            NotRendered::Failed(error) => error.into(),
        }
    }
}

impl From<RenderError> for Error {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Load(error) => error.into(),
            RenderError::Write(_) => {
                tracing::error!(%error, "a request failed");
                Self::Internal
            }
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match &error {
            store::Error::Unavailable(_) | store::Error::Encoding(_) | store::Error::Pooler => {
                tracing::warn!(%error, "a request could not be served");
                Self::Unavailable
            }
            store::Error::Contended(_) => {
                tracing::warn!(%error, "a request's transaction was rolled back: another one was in its way");
                Self::Contended
            }
            // Only sides of stages and series cannot be deleted.
            store::Error::ForeignKeyViolation(_) => Self::Conflict("Takes part in a stage or a series".into()),
            _ => {
                tracing::error!(%error, "a request failed");
                Self::Internal
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.headers()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
