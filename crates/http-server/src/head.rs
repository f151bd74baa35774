//! Writes the head of an HTTP/1.1 response that bypasses hyper: of an event stream, or of a refusal. The connection
//! ends after the response.

use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};

/// The head, including the empty line at its end.
#[must_use]
pub fn head(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Vec<u8> {
    // RFC 9110, section 5.6.7.
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT");
    let reason = status.canonical_reason().unwrap_or_default();
    let mut head =
        format!("HTTP/1.1 {} {reason}\r\nconnection: close\r\ndate: {date}\r\n", status.as_u16()).into_bytes();
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}
