//! Faulty answers, made from the right one where the fault is in its body.

use std::io;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;

use super::responses::{json, truthful};
use crate::fault::Fault;
use crate::wire;

const PAGE: &str = "<!doctype html><html><head><title>Maintenance</title></head>\
                    <body><h1>We will be right back.</h1></body></html>";

/// 64 KiB, sent repeatedly, so that an oversized body costs no memory here.
static FILLING: [u8; 64 * 1024] = [b'x'; 64 * 1024];
/// 32 MiB and 30 MB.
const TOO_MUCH: usize = 32 * 1024 * 1024 + 30_000_000;

/// The answer with the fault; `list` is the part of it that [`Fault::NoLobbyList`] leaves out.
pub(crate) fn answer(list: &str, fault: &Fault, right: impl FnOnce() -> Option<Vec<u8>>) -> Response {
    match fault {
        Fault::Late(_) | Fault::EmptyCatalogue | Fault::UnmappedCatalogue | Fault::IgnoredStart => truthful(right()),
        Fault::TooManyRequests { retry_after } => too_many(*retry_after),
        Fault::ServerError => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::BadRequest => StatusCode::BAD_REQUEST.into_response(),
        Fault::Body(body) => json(StatusCode::OK, body.clone()),
        Fault::Html => Html(PAGE).into_response(),
        Fault::Truncated => json(StatusCode::OK, first_half(right())),
        Fault::BrokenOff => broken_off(right().unwrap_or_default()),
        Fault::WrongTypes => json(StatusCode::OK, reshaped(right(), mistype_rows)),
        Fault::Empty => json(StatusCode::OK, Body::empty()),
        Fault::TooLarge => json(StatusCode::OK, endless()),
        Fault::NoLobbyList => json(StatusCode::OK, reshaped(right(), |body| without(body, list))),
        Fault::ResultCode { code } => json(StatusCode::OK, wire::refusal(*code)),
        Fault::CloseConnection => closed(),
    }
}

fn too_many(retry_after: Option<u64>) -> Response {
    let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

fn first_half(right: Option<Vec<u8>>) -> Vec<u8> {
    let mut body = right.unwrap_or_default();
    body.truncate(body.len() / 2);
    body
}

fn broken_off(right: Vec<u8>) -> Response {
    let whole = right.len();
    let half = stream::iter([Ok(Bytes::from(first_half(Some(right))))]);
    // The pause lets the half be sent before the failure is noticed.
    let pause = stream::once(tokio::task::yield_now()).filter_map(|()| async { None });
    let mut response = json(StatusCode::OK, Body::from_stream(half.chain(pause).chain(gone())));
    response.headers_mut().insert(CONTENT_LENGTH, whole.into());
    response
}

/// Closes the connection. Not even the status is sent: the body's failure is noticed before the head is flushed.
fn closed() -> Response {
    json(StatusCode::OK, Body::from_stream(gone()))
}

fn gone() -> impl Stream<Item = io::Result<Bytes>> {
    stream::iter([Err(io::Error::from(io::ErrorKind::ConnectionAborted))])
}

fn endless() -> Body {
    let head = Bytes::from_static(br#"{"result":{"code":0,"message":"SUCCESS"},"padding":""#);
    let filling = (0..=TOO_MUCH / FILLING.len()).map(|_| Bytes::from_static(&FILLING));
    let tail = Bytes::from_static(br#""}"#);
    let pieces = std::iter::once(head).chain(filling).chain([tail]);
    Body::from_stream(stream::iter(pieces.map(Ok::<_, io::Error>)))
}

fn reshaped(right: Option<Vec<u8>>, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let right = right.unwrap_or_default();
    let Ok(mut body) = serde_json::from_slice(&right) else {
        return right;
    };
    change(&mut body);
    serde_json::to_vec(&body).unwrap_or_default()
}

fn without(body: &mut Value, list: &str) {
    if let Value::Object(keys) = body {
        keys.remove(list);
    }
}

/// Leaves the result as it is: only the data becomes unusable.
fn mistype_rows(body: &mut Value) {
    if let Value::Object(keys) = body {
        for (_, list) in keys.iter_mut().filter(|(key, _)| *key != "result") {
            mistype(list);
        }
    }
}

fn mistype(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mistype),
        Value::Object(keys) => keys.values_mut().for_each(mistype),
        Value::Number(_) => *value = Value::from("not a number"),
        Value::String(_) => *value = Value::from(7),
        Value::Bool(_) | Value::Null => {}
    }
}
