//! The middleware around all routes: request id, trace, security headers, CORS, rate limit, and the format of errors.

use std::{
    any::Any,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Extension,
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use tracing::{Instrument as _, Span, field::Empty};

use crate::{
    app::App,
    client_ip::Client,
    cors::RequestHead,
    error::{Error, ErrorContext, Shape},
    headers::{NO_STORE, SECURITY, X_REQUEST_ID},
    metrics::{self, Route},
    page::{Refusal, accepts_html, write_refusal},
    rate_limits::Class,
    request_id,
    response::AddressHead,
    route_table::{ReadRoute, RouteTable, is_page, is_versioned},
    sign_in,
    views::may_be_framed,
};

/// The log target for panics in handlers.
pub const PANICS: &str = "api::panics";

/// The longest request body that is accepted, in bytes.
pub(crate) const BODY_LIMIT: u64 = 1024 * 1024;

/// The parts of the service that the middleware needs.
#[derive(Clone, Debug)]
pub(crate) struct MiddlewareState {
    pub(crate) app: App,
    pub(crate) reads: Arc<RouteTable>,
    /// Writes the HTML of an error at a page's address, if this process serves pages.
    pub(crate) refusal: Option<fn(&Refusal<'_>) -> String>,
}

/// The outermost middleware.
pub(crate) async fn complete(
    State(MiddlewareState { app, reads, refusal }): State<MiddlewareState>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let read = reads.of(request.uri().path());
    let head = RequestHead {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let request_id = request_id::of(&head.headers);
    // Inner handlers that read the request id get the same one.
    request.headers_mut().insert(X_REQUEST_ID, request_id.clone());
    let trace = trace(&head);
    let span = span(&head, &request_id, &trace);
    let route = Route::default();
    request.extensions_mut().insert(route.clone());
    let answering = inner(&app, (&head, read), request, next).instrument(trace.clone());
    let mut response = answering.instrument(span.clone()).await;
    if let Some(error) = response.extensions_mut().remove::<Error>() {
        match &error {
            Error::RateLimited(limit) => metrics::refused(limit.name),
            Error::TooManyStreams => metrics::refused("streams"),
            Error::TooManyExports => metrics::refused("exports"),
            _ => {}
        }
        let context = ErrorContext {
            path: head.uri.path(),
            request_id: request_id.to_str().unwrap_or_default(),
            now: app.clock.now(),
        };
        let page = refusal.filter(|_| shows_pages(head.uri.path()) && accepts_html(&head.headers));
        response = if sign_in::is_page(&app, head.uri.path()) {
            sign_in::refused(&error, &response)
        } else if let Some(show) = page {
            write_refusal(&error, head.uri.path(), &response, show)
        } else {
            let choose = if read.is_text { Shape::choose_for_text } else { Shape::choose };
            choose(&head.headers, app.flags.error_envelope_v2()).write(&error, &response, &context)
        };
    }
    if needs_sign_in(&head, read) && response.status().is_success() {
        sign_in::renew(&app, &head.headers, &mut response).await;
    }
    finish(&app, (&head, read), &mut response, request_id);
    metrics::answered(&route, &head.method, response.status(), started.elapsed());
    trace_context::rename(&trace, || format!("{} {}", head.method, route.name()));
    trace.record("http.route", route.name());
    trace.record("http.response.status_code", i64::from(response.status().as_u16()));
    if response.status().is_server_error() {
        trace.record("otel.status_code", "ERROR");
    }
    response.extensions_mut().insert(route);
    span.in_scope(|| {
        tracing::debug!(status = response.status().as_u16(), ms = started.elapsed().as_secs_f64() * 1e3, "answered");
    });
    response
}

/// Opens the request's trace span, with OpenTelemetry's attribute names (HTTP semantic conventions, version 1).
fn trace(head: &RequestHead) -> Span {
    let span = tracing::info_span!(
        target: "trace",
        "api.request",
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = %head.method,
        http.response.status_code = Empty,
        http.route = Empty,
        url.path = sign_in::without_token(head.uri.path()),
    );
    trace_context::adopt(&span, &head.headers);
    span
}

/// Opens the span with the fields that all log lines of a request share.
fn span(head: &RequestHead, request_id: &HeaderValue, trace: &Span) -> Span {
    let request_id = request_id.to_str().unwrap_or_default();
    let path = sign_in::without_token(head.uri.path());
    let span = tracing::info_span!("request", request_id, method = %head.method, path, trace_id = Empty);
    if let Some(id) = trace_context::trace_id(trace) {
        span.record("trace_id", tracing::field::display(id));
    }
    span
}

/// Records the route that matched the request, for metrics.
pub(crate) async fn record_route(
    Extension(route): Extension<Route>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(matched) = matched {
        route.set(matched);
    }
    next.run(request).await
}

async fn inner(app: &App, (head, read): (&RequestHead, ReadRoute), request: Request, next: Next) -> Response {
    if head.headers.get_all(header::HOST).iter().nth(1).is_some() {
        return Error::SeveralHosts.into_response();
    }
    if let Some((status, headers)) = app.origins.preflight(head, read) {
        return (status, headers, Body::empty()).into_response();
    }
    if declared_length(&head.headers).is_some_and(|length| length > BODY_LIMIT) {
        return Error::PayloadTooLarge.into_response();
    }
    if is_counted_here(head)
        && let Err(refused) = app.rate_limits.count(Client::of(request.extensions()), Class::Default)
    {
        return refused.into_response();
    }
    next.run(request).await
}

/// Whether the default rate limit applies: to pages, and to everything under `/v1` except writes, which have classes of
/// their own.
fn is_counted_here(head: &RequestHead) -> bool {
    is_page(head.uri.path()) || (is_versioned(head.uri.path()) && !is_write(&head.method))
}

/// Whether the route is only for signed-in users.
fn needs_sign_in(head: &RequestHead, read: ReadRoute) -> bool {
    let is_read = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&head.method);
    is_versioned(head.uri.path()) && !(is_read && read.is_public)
}

/// Whether browsers get pages at the path.
fn shows_pages(path: &str) -> bool {
    path == "/" || is_page(path)
}

fn is_write(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

/// Handles requests for unknown paths.
pub(crate) async fn not_found(State(app): State<App>, request: Request) -> Error {
    unclassed(&app, &request, Error::NotFound("Not Found"))
}

/// Handles requests whose path exists, but not with their method.
pub(crate) async fn method_not_allowed(State(app): State<App>, request: Request) -> Error {
    unclassed(&app, &request, Error::MethodNotAllowed)
}

/// Counts a write that no route handles under the default class, because it has no class of its own.
fn unclassed(app: &App, request: &Request, refusal: Error) -> Error {
    if !is_versioned(request.uri().path()) || !is_write(request.method()) {
        return refusal;
    }
    app.rate_limits.count(Client::of(request.extensions()), Class::Default).err().unwrap_or(refusal)
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Renders `error` without reading the request, which could not be parsed, or for which the middleware panicked.
pub(crate) fn unread_request(app: &App, error: &Error) -> (HeaderMap, String) {
    let head = RequestHead { method: Method::GET, uri: Uri::default(), headers: HeaderMap::new() };
    let request_id = request_id::of(&head.headers);
    let context = ErrorContext {
        path: head.uri.path(),
        request_id: request_id.to_str().unwrap_or_default(),
        now: app.clock.now(),
    };
    let shape = Shape::choose(&head.headers, app.flags.error_envelope_v2());
    let (content_type, body) = shape.render(error, &context);
    let mut response = error.status().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    finish(app, (&head, ReadRoute::default()), &mut response, request_id);
    metrics::answered(&Route::default(), &head.method, error.status(), Duration::ZERO);
    (std::mem::take(response.headers_mut()), body)
}

fn finish(app: &App, (head, read): (&RequestHead, ReadRoute), response: &mut Response, request_id: HeaderValue) {
    let is_silent = !response.headers().contains_key(header::CACHE_CONTROL);
    if is_silent && response.status() != StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    }
    app.origins.allow((&head.method, read, &head.headers), response.headers_mut());
    if let Some(address) = response.extensions_mut().remove::<AddressHead>() {
        address.write(response.status(), response.headers_mut());
    }
    let may_be_framed = may_be_framed(response.headers());
    for (name, value) in SECURITY.into_iter().filter(|(name, _)| !(may_be_framed && name == header::X_FRAME_OPTIONS)) {
        // A page may have set stricter ones.
        response.headers_mut().entry(name).or_insert(value);
    }
    response.headers_mut().insert(X_REQUEST_ID, request_id);
}

/// Turns a handler's panic into a 500 of this request, so that no other request is affected.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(crate) fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(target: PANICS, panic = text.unwrap_or("unknown"), "a handler panicked");
    Error::Internal.into_response()
}
