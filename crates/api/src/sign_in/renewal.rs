//! Renewal of the built-in sign-in's cookies: a request with a cookie more than a day old gets a new one of the same
//! session.

use axum::response::Response;
use http::{HeaderMap, header::SET_COOKIE};

use super::{
    cookie,
    session::{RENEWED_AFTER, extend},
};
use crate::app::App;

/// Adds a new cookie to the response if the request's cookie is old. If renewal fails, the response stays as it is.
pub(crate) async fn renew(app: &App, headers: &HeaderMap, response: &mut Response) {
    let now = app.clock.now();
    let Some(old) = app.authenticator.old_session(headers, now, now - RENEWED_AFTER) else { return };
    match extend(app, &old).await {
        Ok(token) => {
            if let Some(cookie) = token.and_then(|token| cookie::with_token(app, &token)) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        Err(_) => tracing::debug!("a cookie could not be renewed"),
    }
}
