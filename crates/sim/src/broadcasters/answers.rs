//! Answers a request: records it, applies a fault if one is set, or lets the platform answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use url::form_urlencoded;

use super::request::Request;
use super::{BroadcastEndpoint, Shared, twitch, youtube};
use crate::fault::Fault;
use crate::server::{faulty, locked, responses};

pub(super) fn router(shared: &Shared) -> Router {
    let mut router = Router::new();
    for endpoint in BroadcastEndpoint::ALL {
        let answer = move |state, uri, headers, body| answer(endpoint, state, uri, headers, body);
        let method: MethodRouter<Shared> =
            if endpoint == BroadcastEndpoint::Token { post(answer) } else { get(answer) };
        router = router.route(endpoint.path(), method);
    }
    router.with_state(Arc::clone(shared))
}

async fn answer(
    endpoint: BroadcastEndpoint,
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let fault = {
        let mut platforms = locked(&shared);
        platforms.requests.entry(endpoint).or_default().push(query.to_owned());
        platforms.faults.get(&endpoint).cloned()
    };
    if let Some(Fault::Late(by)) = fault {
        tokio::time::sleep(by).await;
    }
    let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect();
    let request = Request { query: pairs(query.as_bytes()), headers, form: pairs(&body) };
    let (status, body) = {
        let mut platforms = locked(&shared);
        match endpoint {
            BroadcastEndpoint::Token => twitch::token(&mut platforms, &request),
            BroadcastEndpoint::Streams => twitch::streams(&platforms, &request),
            BroadcastEndpoint::Channels => youtube::channels(&mut platforms, &request),
            BroadcastEndpoint::Search => youtube::search(&mut platforms, &request),
        }
    };
    let body = body.to_string().into_bytes();
    match fault {
        Some(fault) if status == StatusCode::OK => faulty::answer(endpoint.list(), &fault, || Some(body)),
        _ => responses::json(status, body),
    }
}
