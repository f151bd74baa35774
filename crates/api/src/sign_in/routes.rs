//! The routes of the built-in sign-in: the targets of its pages' forms, and the public keys.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, SET_COOKIE},
    request::Parts,
};
use serde_json::{Value, json};
use store::sign_in::signing_keys::PublicKey;
use uuid::Uuid;

use super::{
    cookie,
    origin::{is_known_page, is_own_page},
    pages, session,
};
use crate::{app::App, client_ip::Client, error::Error, params::Parameters, rate_limits::Class};

/// The page to which hosts are redirected.
const CONSOLE: HeaderValue = HeaderValue::from_static("/host");
const FOREIGN: Error = Error::Forbidden("Origin not allowed");

/// `POST /auth/sign-in/{token}`: consumes the link, and sets the cookie.
pub(crate) async fn sign_in(
    State(app): State<App>,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Error> {
    app.rate_limits.count(Client::of(request.extensions()), Class::SignIn)?;
    if !is_own_page(&app, request.uri(), request.headers()) {
        return Err(FOREIGN);
    }
    let Some((user, token)) = session::begin(&app, parameters.text("token")).await? else {
        return Ok(pages::no_good_link());
    };
    tracing::info!(target: "audit", action = "sign_in", actor = %user, "done");
    go_on(cookie::with_token(&app, &token))
}

/// `POST /auth/sign-out`: ends this session.
pub(crate) async fn sign_out(State(app): State<App>, request: Request) -> Result<Response, Error> {
    end(&app, request, false).await
}

/// `POST /auth/sign-out-everywhere`: ends all of the host's sessions.
pub(crate) async fn sign_out_everywhere(State(app): State<App>, request: Request) -> Result<Response, Error> {
    end(&app, request, true).await
}

async fn end(app: &App, request: Request, everywhere: bool) -> Result<Response, Error> {
    let (Parts { uri, headers, extensions, .. }, _) = request.into_parts();
    app.rate_limits.count(Client::of(&extensions), Class::Default)?;
    if !is_known_page(app, &uri, &headers) {
        return Err(FOREIGN);
    }
    let ended = app.authenticator.sessions(&headers, app.clock.now()).await?;
    if !ended.is_empty() {
        session::end(app, &ended, everywhere).await?;
    }
    let action = if everywhere { "sign_out_everywhere" } else { "sign_out" };
    for signed_in in ended {
        tracing::info!(target: "audit", action, actor = %signed_in.user, "done");
    }
    go_on(cookie::ended(app))
}

/// Redirects to the console, and sets the cookie.
fn go_on(cookie: Option<HeaderValue>) -> Result<Response, Error> {
    let cookie = cookie.ok_or(Error::Internal)?;
    let referrers = HeaderValue::from_static("no-referrer");
    let headers = [(LOCATION, CONSOLE), (SET_COOKIE, cookie), (REFERRER_POLICY, referrers)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// The public keys of the built-in sign-in's tokens, as a JSON Web Key Set (RFC 7517); none where it is off.
#[utoipa::path(
    get,
    path = "/auth/jwks",
    operation_id = "get_keys_auth_jwks_get",
    tag = "infrastructure",
    responses((status = 200, body = Value))
)]
pub(crate) async fn get_keys(State(app): State<App>) -> Result<Response, Error> {
    let keys = match app.authenticator.built_in() {
        Some(built_in) => built_in.keys().await.ok_or(Error::Unavailable)?,
        None => Vec::new(),
    };
    let body = json!({"keys": keys.iter().map(|(id, key)| jwk(*id, key)).collect::<Vec<_>>()});
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")),
    ];
    Ok((headers, body.to_string()).into_response())
}

fn jwk(id: Uuid, key: &PublicKey) -> Value {
    json!({
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": id,
        "n": URL_SAFE_NO_PAD.encode(&key.modulus),
        "e": URL_SAFE_NO_PAD.encode(&key.exponent),
    })
}
