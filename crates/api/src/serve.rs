//! Serves the API over HTTP: takes the fast path where possible and the routes otherwise, and hands the event stream
//! its subscribers' connections.

mod fast_path;

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use axum::{Router, body::Body, response::Response};
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{
    HeaderValue, Method, Request, StatusCode, Version,
    header::{CONTENT_LENGTH, TRANSFER_ENCODING},
    response::Parts,
};
use http_server::{Application, BodyVersion, HijackSlot, Outgoing, RenderedBytes, ResponseOrFuture, head};
use hyper::body::Incoming;
use sse::{Guard, HEARTBEAT_INTERVAL, StreamRequest, Subscriber, stream_body, take_over};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_service::Service as _;

use crate::{
    app::App, client_ip::Client, cookie::cookie, error::Error, metrics::Route, middleware, response::FastPathView,
};
use fast_path::FastPath;

/// Serves until `stop` is cancelled, then lets open requests end.
pub async fn serve(listener: TcpListener, app: App, router: Router, stop: CancellationToken) {
    let limiter = Arc::clone(&app.connection_limiter);
    let server = Arc::new(ServerState { app, router, fast_path: FastPath::default() });
    http_server::serve(listener, server, limiter, stop).await;
}

/// The state that all connections share.
struct ServerState {
    app: App,
    router: Router,
    fast_path: FastPath,
}

impl Application for ServerState {
    fn call(
        self: &Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
        slot: Option<HijackSlot>,
    ) -> ResponseOrFuture {
        let client = self.app.client_ips.client_ip(peer, request.headers());
        // Panics are logged where they happen. The routes answer then: they turn their own panics into errors.
        let from_cache = catch_unwind(AssertUnwindSafe(|| self.fast_path.answer(&self.app, &request, client)));
        if let Some(response) = from_cache.ok().flatten() {
            return ResponseOrFuture::Ready(from_memory(response, client));
        }
        let server = Arc::clone(self);
        ResponseOrFuture::Pending(Box::pin(async move {
            let answered = AssertUnwindSafe(server.fast_path.answer_anew(&server.app, &request, client)).catch_unwind();
            match answered.await.ok().flatten() {
                Some(response) => from_memory(response, client),
                None => server.route(client, slot, request).await,
            }
        }))
    }

    fn refuse(&self, status: StatusCode) -> Bytes {
        let error = match status {
            StatusCode::URI_TOO_LONG => Error::UriTooLong,
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Error::HeadersTooLarge,
            _ => Error::Malformed,
        };
        let (headers, body) = middleware::unread_request(&self.app, &error);
        [head(status, &headers, self.app.clock.now().inner()), body.into_bytes()].concat().into()
    }
}

/// Wraps a response from memory.
fn from_memory(response: Response<RenderedBytes>, client: IpAddr) -> Response<Outgoing> {
    response.map(|body| Outgoing::bytes(body, client))
}

impl ServerState {
    /// Answers through the routes.
    async fn route(&self, client: IpAddr, slot: Option<HijackSlot>, request: Request<Incoming>) -> Response<Outgoing> {
        let (method, version) = (request.method().clone(), request.version());
        let address = request.uri().path_and_query().map(|address| address.as_str().to_owned());
        let is_shared = method == Method::GET && cookie(request.headers()).is_none();
        let slug_index = self.app.versions.slug_index();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Client(client));
        let called = AssertUnwindSafe(self.router.clone().call(request)).catch_unwind().await;
        let Ok(Ok(mut response)) = called else { return self.failed(client) };
        if let Some(stream_request) =
            response.extensions_mut().remove::<StreamRequest>().filter(|_| method == Method::GET)
        {
            // The routes see an empty body and set the length to zero.
            response.headers_mut().remove(CONTENT_LENGTH);
            return match slot.filter(|_| version == Version::HTTP_11) {
                Some(slot) => match self.hijack(slot, response.into_parts().0, stream_request).await {},
                None => self.stream(response, client, stream_request),
            };
        }
        if let (Some(view), Some(address), true) =
            (response.extensions_mut().remove::<FastPathView>(), address, is_shared)
        {
            let route = response.extensions_mut().remove::<Route>().unwrap_or_default();
            self.fast_path.insert(&address, view, &route, slug_index);
        }
        let version = response.extensions_mut().remove::<Arc<BodyVersion>>();
        response.map(|body| Outgoing::body(body, client, version))
    }

    /// The response if the middleware panicked, which makes the others.
    fn failed(&self, client: IpAddr) -> Response<Outgoing> {
        let error = Error::Internal;
        let (headers, body) = middleware::unread_request(&self.app, &error);
        let mut response = Response::<Outgoing>::new(Outgoing::body(Body::from(body), client, None));
        *response.status_mut() = error.status();
        *response.headers_mut() = headers;
        response
    }

    /// Sends the event stream as an ordinary response body.
    fn stream(&self, response: Response, client: IpAddr, stream_request: StreamRequest) -> Response<Outgoing> {
        let lifetime = stream_request.lifetime();
        let body = Body::from_stream(stream_body(&self.app.hub, stream_request, lifetime));
        // If its client reads, a heartbeat ends the stream before this limit.
        response.map(|_| Outgoing::body(body, client, None).lasting(lifetime + HEARTBEAT_INTERVAL))
    }

    /// Writes the event stream to the bare socket; the connection then writes no response of its own to this request.
    async fn hijack(&self, slot: HijackSlot, mut response: Parts, stream_request: StreamRequest) -> Infallible {
        response.headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        let head = head(response.status, &response.headers, self.app.clock.now().inner());
        let app = self.app.clone();
        let join = move |socket, permit| match take_over(socket) {
            Ok(socket) => {
                let subscriber = Subscriber::new(socket, &stream_request, Guard::new(permit));
                app.hub.join(subscriber, head, &stream_request);
            }
            Err(error) => tracing::warn!(%error, "a stream's socket cannot be taken over"),
        };
        slot.hijack(join).await
    }
}
