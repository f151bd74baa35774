//! Finds out which page sent a form. Pages of the built-in sign-in send no referrer, so browsers set their `Origin` to
//! `null`; then `Sec-Fetch-Site`, which no page can set, decides.

use http::{HeaderMap, Uri, header::ORIGIN};

use crate::{app::App, cors::SEC_FETCH_SITE};

/// Whether the request comes from a page of this service, or not from a browser.
pub(super) fn is_own_page(app: &App, uri: &Uri, headers: &HeaderMap) -> bool {
    let site = headers.get(SEC_FETCH_SITE).map(http::HeaderValue::as_bytes);
    let is_own = match headers.get(ORIGIN).map(http::HeaderValue::as_bytes) {
        None => true,
        Some(b"null") => site == Some(b"same-origin"),
        Some(origin) => std::str::from_utf8(origin).is_ok_and(|origin| app.origins.is_own(uri, headers, origin)),
    };
    // The value is `none` when the user reloads the page or opens it directly.
    is_own && matches!(site, None | Some(b"same-origin" | b"none"))
}

/// Like [`is_own_page`], but accepts first-party pages too, which may write with the cookie.
pub(super) fn is_known_page(app: &App, uri: &Uri, headers: &HeaderMap) -> bool {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| app.origins.is_first_party(origin)) || is_own_page(app, uri, headers)
}
