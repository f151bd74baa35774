//! Headers that several kinds of responses share.

use http::{HeaderName, HeaderValue, header};

/// The `Vary` header of every response, so that a cache does not give one origin's CORS headers to another, nor an
/// encoding to a client that does not accept it.
pub(crate) const VARY_ON: HeaderValue = HeaderValue::from_static("Origin, Accept-Encoding");

/// The `Vary` header of responses that depend on `Accept` too.
pub(crate) const VARY_ON_ACCEPT: HeaderValue = HeaderValue::from_static("Origin, Accept-Encoding, Accept");

/// The `Cache-Control` header of responses that no cache may keep.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Identifies a request, in responses and in the log.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Security headers of every response: no content type sniffing, no framing, only TLS, and so on.
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
