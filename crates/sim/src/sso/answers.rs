//! Answers a request: counts it, applies a fault if one is set, or answers with keys or users.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Shared, SsoEndpoint};
use crate::fault::Fault;
use crate::server::{faulty, locked, responses};

/// The cookie that carries the token.
const ACCESS_COOKIE: &str = "criticalbit_access";
/// These answers have no list that a fault could leave out.
const NO_LIST: &str = "";

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for endpoint in [SsoEndpoint::Keys, SsoEndpoint::Lookup] {
        let answer = move |state, uri, headers| answer(endpoint, state, uri, headers);
        router = router.route(endpoint.path(), get(answer));
    }
    router.with_state(shared)
}

async fn answer(endpoint: SsoEndpoint, State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response {
    *locked(&shared.requests).entry(endpoint).or_default() += 1;
    let fault = locked(&shared.faults).get(&endpoint).cloned();
    if let Some(Fault::Late(by)) = fault {
        tokio::time::sleep(by).await;
    }
    if endpoint == SsoEndpoint::Lookup && token(&headers).is_none() {
        return (StatusCode::UNAUTHORIZED, r#"{"detail":"Unauthorized"}"#).into_response();
    }
    let body = match endpoint {
        SsoEndpoint::Keys => locked(&shared.keyring).published(),
        SsoEndpoint::Lookup => people(&shared, &uri, token(&headers).and_then(subject).as_deref()),
    };
    let body = body.to_string().into_bytes();
    match fault {
        Some(fault) => faulty::answer(NO_LIST, &fault, || Some(body)),
        None => responses::json(StatusCode::OK, body),
    }
}

/// The token that comes with a request. Its signature is not checked here.
fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == ACCESS_COOKIE && !value.is_empty()).map(|(_, token)| token)
}

/// The token's subject.
fn subject(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

fn people(shared: &Shared, uri: &Uri, caller: Option<&str>) -> Value {
    let query = uri.query().unwrap_or_default();
    let ids = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ids");
    let ids = ids.map(|(_, ids)| ids.into_owned()).unwrap_or_default();
    let ids: Vec<_> = ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let deleted = locked(&shared.deleted);
    let has_emails = caller.is_none_or(|caller| !locked(&shared.without_emails).contains(caller));
    let people = ids.iter().filter(|id| !deleted.contains(*id)).map(|id| person(id, has_emails)).collect();
    drop(deleted);
    locked(&shared.looked_up).extend(ids);
    people
}

/// An invented user, always the same for an id.
fn person(id: &str, has_email: bool) -> Value {
    let short: String = id.chars().take(8).collect();
    json!({
        "id": id,
        "display_name": format!("User {short}"),
        "email": has_email.then(|| format!("user-{short}@example.org")),
        "avatar_url": format!("https://avatars.example.org/{short}.png"),
    })
}
