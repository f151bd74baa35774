//! The id of a request (`X-Request-ID`), for logs and bug reports.

use http::{HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::headers::X_REQUEST_ID;

/// The longest id that is taken from a client.
const LONGEST: usize = 128;

/// Returns the client's id for the request if it is well-formed, otherwise a new one.
pub(crate) fn of(headers: &HeaderMap) -> HeaderValue {
    let sane = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (1..=LONGEST).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte))
    };
    headers.get(X_REQUEST_ID).filter(sane).cloned().unwrap_or_else(fresh)
}

fn fresh() -> HeaderValue {
    let name = Uuid::new_v4().to_string();
    HeaderValue::try_from(name).unwrap_or_else(|_| HeaderValue::from_static("unnamed"))
}
