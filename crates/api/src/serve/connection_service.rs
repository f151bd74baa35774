//! The hyper service of one connection: from a request to its response, by the fast path or by the routes.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, ready},
};

use axum::{Router, body::Body, response::Response};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Version,
    header::{CONTENT_LENGTH, TRANSFER_ENCODING},
};
use hyper::body::Incoming;
use sse::{HEARTBEAT_INTERVAL, StreamRequest, stream_body};
use tower_service::Service as _;

use super::{
    activity::Activity,
    fast_path::FastPath,
    head::head,
    hijack::{Hijack, HijackSlot},
    response_body::{BodyContext, ResponseBody, Source},
    stream_executor::current_transfer,
    transfer::Transfer,
};
use crate::{
    app::App,
    client_ip::Client,
    cookie::cookie,
    metrics::Route,
    response::FastPathView,
    views::{BodyVersion, RenderedBytes},
};

/// A response before it is sent: its body, and what sending it has to know.
type Unsent = http::Response<(Source, BodyContext)>;

/// What all connections share.
pub(super) struct ServerState {
    app: App,
    router: Router,
    fast_path: FastPath,
}

impl ServerState {
    pub(super) fn new(app: App, router: Router) -> Self {
        Self { app, router, fast_path: FastPath::default() }
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }
}

/// One connection's requests.
pub(super) struct ConnectionService {
    server: Arc<ServerState>,
    peer: SocketAddr,
    activity: Arc<Activity>,
    /// Where a stream takes the connection over, on connections that can be hijacked.
    slot: Option<HijackSlot>,
}

impl ConnectionService {
    pub(super) fn new(
        server: Arc<ServerState>,
        peer: SocketAddr,
        activity: Arc<Activity>,
        slot: Option<HijackSlot>,
    ) -> Self {
        Self { server, peer, activity, slot }
    }

    /// Answers by the routes.
    async fn route(
        server: Arc<ServerState>,
        client: IpAddr,
        slot: Option<HijackSlot>,
        request: Request<Incoming>,
    ) -> Unsent {
        let (method, version) = (request.method().clone(), request.version());
        let address = request.uri().path_and_query().map(|address| address.as_str().to_owned());
        let is_shared = method == Method::GET && cookie(request.headers()).is_none();
        let slug_index = server.app.views.versions().slug_index();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Client(client));
        let Ok(mut response) = server.router.clone().call(request).await;
        if let Some(stream_request) =
            response.extensions_mut().remove::<StreamRequest>().filter(|_| method == Method::GET)
        {
            // The routes took it for an answer without a body.
            response.headers_mut().remove(CONTENT_LENGTH);
            let slot = slot.filter(|_| version == Version::HTTP_11);
            return stream(&server, slot, response, (client, stream_request)).await;
        }
        if let (Some(view), Some(address), true) =
            (response.extensions_mut().remove::<FastPathView>(), address, is_shared)
        {
            let route = response.extensions_mut().remove::<Route>().unwrap_or_default();
            server.fast_path.remember(&address, view, &route, slug_index);
        }
        let version = response.extensions_mut().remove::<Arc<BodyVersion>>();
        let context = BodyContext { client, version, lifetime: None };
        response.map(|body| (Source::Routes(body, Bytes::new()), context))
    }

    /// A response from memory.
    fn at_hand(response: http::Response<RenderedBytes>, client: IpAddr) -> Unsent {
        response.map(|body| {
            let context = BodyContext { client, version: Some(body.version), lifetime: None };
            (Source::Ready(body.bytes), context)
        })
    }
}

/// Opens a stream: over the bare socket, which ends this request without an answer of the connection's own, or as
/// a body like any other.
async fn stream(
    server: &ServerState,
    slot: Option<HijackSlot>,
    response: Response,
    (client, stream_request): (IpAddr, StreamRequest),
) -> Unsent {
    let Some(slot) = slot else {
        let lifetime = stream_request.lifetime();
        // A heartbeat ends it before that, if its client reads.
        let context = BodyContext { client, version: None, lifetime: Some(lifetime + HEARTBEAT_INTERVAL) };
        let body = Body::from_stream(stream_body(&server.app.hub, stream_request, lifetime));
        return response.map(|_| (Source::Routes(body, Bytes::new()), context));
    };
    let mut headers = response.headers().clone();
    headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    let head = head(response.status(), &headers, server.app.clock.now());
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Hijack { head, stream_request });
    std::future::pending().await
}

impl hyper::service::Service<Request<Incoming>> for ConnectionService {
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn call(&self, request: Request<Incoming>) -> ResponseFuture {
        let answering = self.activity.answer();
        // Over HTTP/2 the stream's task has its own.
        let transfer = (!self.activity.speaks_http2()).then(|| Arc::clone(self.activity.transfer()));
        let client = self.server.app.client_ips.client_ip(self.peer, request.headers());
        if let Some(response) = self.server.fast_path.answer(&self.server.app, &request, client, true) {
            return ResponseFuture { state: ResponseState::Ready(Some(Self::at_hand(response, client))), transfer };
        }
        let (server, slot) = (Arc::clone(&self.server), self.slot.clone());
        let pending = Box::pin(async move {
            let is_hit = server.fast_path.refresh(&server.app, &request).await;
            let answer = match server.fast_path.answer(&server.app, &request, client, is_hit) {
                Some(response) => Self::at_hand(response, client),
                None => Self::route(server, client, slot, request).await,
            };
            drop(answering);
            answer
        });
        ResponseFuture { state: ResponseState::Pending(pending), transfer }
    }
}

/// A response to come.
pub(super) struct ResponseFuture {
    state: ResponseState,
    /// What sends it; none over HTTP/2, where the task knows that polls this.
    transfer: Option<Arc<Transfer>>,
}

enum ResponseState {
    /// From memory.
    Ready(Option<Unsent>),
    /// The routes are at work.
    Pending(Pin<Box<dyn Future<Output = Unsent> + Send>>),
}

impl Future for ResponseFuture {
    type Output = Result<http::Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let unsent = match &mut self.state {
            ResponseState::Ready(response) => response.take(),
            ResponseState::Pending(pending) => Some(ready!(pending.as_mut().poll(cx))),
        };
        let Some(unsent) = unsent else { return Poll::Pending };
        let (transfer, is_multiplexed) = match self.transfer.take() {
            Some(transfer) => (transfer, false),
            None => (current_transfer().unwrap_or_default(), true),
        };
        Poll::Ready(Ok(unsent.map(|(source, context)| ResponseBody::new(source, &context, transfer, is_multiplexed))))
    }
}
