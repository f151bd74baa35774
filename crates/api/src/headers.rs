//! Headers that several kinds of responses carry, whatever wrote them.

use http::{HeaderName, HeaderValue, header};

/// Of every response, whoever asks: a cache must not hand one origin's headers to another, nor a coding to a client that
/// does not take it.
pub(crate) const VARY_ON: HeaderValue = HeaderValue::from_static("Origin, Accept-Encoding");

/// The `Cache-Control` of what nobody may keep.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Tells requests apart, in responses and in the log.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Of every response: browsers are told to guess no content type, to show it in no frame, to come by TLS alone.
pub(crate) const SECURITY: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), HeaderValue::from_static("none")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
];
