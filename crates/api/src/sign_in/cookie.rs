//! The access cookie, as browsers are told to keep it or to forget it.

use http::HeaderValue;

use super::session::LIFETIME;
use crate::{app::App, cookie::ACCESS_COOKIE};

/// `Set-Cookie` with a token; none when that cannot stand in a header.
pub(super) fn with_token(app: &App, token: &str) -> Option<HeaderValue> {
    set(app, token, LIFETIME.num_seconds())
}

/// `Set-Cookie` that ends the cookie.
pub(super) fn ended(app: &App) -> Option<HeaderValue> {
    set(app, "", 0)
}

/// No program on a page reads it, and no other site's form is sent with it.
fn set(app: &App, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if app.cookie_is_secure { "; Secure" } else { "" };
    let cookie = format!("{ACCESS_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    // Kept out of the tables and the debug output of HTTP/2.
    cookie.set_sensitive(true);
    Some(cookie)
}
