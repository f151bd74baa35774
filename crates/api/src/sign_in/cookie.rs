//! The `Set-Cookie` headers that set and end the access cookie.

use http::HeaderValue;

use super::session::LIFETIME;
use crate::{app::App, cookie::ACCESS_COOKIE};

/// `Set-Cookie` with a token; `None` when the token cannot be part of a header.
pub(super) fn with_token(app: &App, token: &str) -> Option<HeaderValue> {
    set(app, token, LIFETIME.num_seconds())
}

/// `Set-Cookie` that ends the cookie.
pub(super) fn ended(app: &App) -> Option<HeaderValue> {
    set(app, "", 0)
}

/// `HttpOnly` and `SameSite`: scripts cannot read the cookie, and other sites' forms are sent without it.
fn set(app: &App, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if app.cookie_is_secure { "; Secure" } else { "" };
    let cookie = format!("{ACCESS_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    // Keeps it out of HTTP/2's header tables and debug output.
    cookie.set_sensitive(true);
    Some(cookie)
}
