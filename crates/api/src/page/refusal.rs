//! Errors at a page's address, shown to browsers as a page with the error's status.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};

use crate::{error::Error, views::ContentType};

/// An error that a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// Its status.
    pub status: StatusCode,
    /// The message for people, one sentence without a full stop.
    pub detail: &'a str,
    /// The path that was requested.
    pub path: &'a str,
}

/// Writes `error` at `path` as a page that `show` makes, keeping the headers of the error's `response`.
pub(crate) fn write(error: &Error, path: &str, response: &Response, show: fn(&Refusal<'_>) -> String) -> Response {
    let refusal = Refusal { status: error.status(), detail: error.detail(), path };
    let mut written = (refusal.status, show(&refusal)).into_response();
    *written.headers_mut() = response.headers().clone();
    written.headers_mut().remove(header::CONTENT_LENGTH);
    ContentType::Html.write(written.headers_mut());
    written
}
