//! The way of a request from its connection to the routes, and of the answer back.

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
use tower_service::Service as _;

use super::{
    activity::Activity,
    fast_path::FastPath,
    handover::{Handover, Slot},
    head::head,
    response_body::{About, ResponseBody, Source},
    stream_executor::current_transfer,
    transfer::Transfer,
};
use crate::{
    answer::FastPathView,
    app::App,
    client_ip::Client,
    cookie::cookie,
    frame::HEARTBEAT_INTERVAL,
    hub::Listener,
    measure::Route,
    stream::frames,
    views::{BodyVersion, RenderedBytes},
};

/// A response that is not on its way yet: its body, and what is to be known of it.
type Unsent = http::Response<(Source, About)>;

/// What all connections share.
pub(super) struct Front {
    app: App,
    router: Router,
    hot: FastPath,
}

impl Front {
    pub(super) fn new(app: App, router: Router) -> Self {
        Self { app, router, hot: FastPath::default() }
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }
}

/// One connection's requests.
pub(super) struct Visit {
    front: Arc<Front>,
    peer: SocketAddr,
    activity: Arc<Activity>,
    /// Where to leave word that a stream is to have the connection, where that is possible.
    slot: Option<Slot>,
}

impl Visit {
    pub(super) fn new(front: Arc<Front>, peer: SocketAddr, activity: Arc<Activity>, slot: Option<Slot>) -> Self {
        Self { front, peer, activity, slot }
    }

    /// Asks the routes.
    async fn ask(front: Arc<Front>, client: IpAddr, slot: Option<Slot>, request: Request<Incoming>) -> Unsent {
        let (method, version) = (request.method().clone(), request.version());
        let address = request.uri().path_and_query().map(|address| address.as_str().to_owned());
        let is_hot = method == Method::GET && cookie(request.headers()).is_none();
        let slug_index = front.app.views.versions().slug_index();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Client(client));
        let Ok(mut response) = front.router.clone().call(request).await;
        if let Some(listener) = response.extensions_mut().remove::<Listener>().filter(|_| method == Method::GET) {
            // The routes took it for an answer without a body.
            response.headers_mut().remove(CONTENT_LENGTH);
            let slot = slot.filter(|_| version == Version::HTTP_11);
            return stream(&front, slot, response, (client, listener)).await;
        }
        if let (Some(view), Some(address), true) = (response.extensions_mut().remove::<FastPathView>(), address, is_hot)
        {
            let route = response.extensions_mut().remove::<Route>().unwrap_or_default();
            front.hot.remember(&address, view, &route, slug_index);
        }
        let version = response.extensions_mut().remove::<Arc<BodyVersion>>();
        let about = About { client, version, lifetime: None };
        response.map(|body| (Source::Routes(body, Bytes::new()), about))
    }

    /// What is at hand.
    fn ready(response: http::Response<RenderedBytes>, client: IpAddr) -> Unsent {
        response.map(|body| {
            let about = About { client, version: Some(body.version), lifetime: None };
            (Source::Ready(body.bytes), about)
        })
    }
}

/// Opens a stream: over the bare socket, which ends this request without an answer of the connection's own, or as
/// a body like any other.
async fn stream(
    front: &Front,
    slot: Option<Slot>,
    response: Response,
    (client, listener): (IpAddr, Listener),
) -> Unsent {
    let Some(slot) = slot else {
        let lifetime = listener.lifetime();
        // A beat ends it before that, if its client reads.
        let about = About { client, version: None, lifetime: Some(lifetime + HEARTBEAT_INTERVAL) };
        let body = Body::from_stream(frames(&front.app.hub, listener, lifetime));
        return response.map(|_| (Source::Routes(body, Bytes::new()), about));
    };
    let mut headers = response.headers().clone();
    headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    let head = head(response.status(), &headers, front.app.clock.now());
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Handover { head, listener });
    std::future::pending().await
}

impl hyper::service::Service<Request<Incoming>> for Visit {
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let answering = self.activity.answer();
        // Over HTTP/2 the stream's task has its own.
        let transfer = (!self.activity.speaks_http2()).then(|| Arc::clone(self.activity.transfer()));
        let client = self.front.app.client_ips.client_ip(self.peer, request.headers());
        if let Some(response) = self.front.hot.answer(&self.front.app, &request, client, true) {
            return Answer { state: State::AtHand(Some(Self::ready(response, client))), transfer };
        }
        let (front, slot) = (Arc::clone(&self.front), self.slot.clone());
        let asked = Box::pin(async move {
            let is_hit = front.hot.refresh(&front.app, &request).await;
            let answer = match front.hot.answer(&front.app, &request, client, is_hit) {
                Some(response) => Self::ready(response, client),
                None => Self::ask(front, client, slot, request).await,
            };
            drop(answering);
            answer
        });
        Answer { state: State::Asked(asked), transfer }
    }
}

/// A response to come.
pub(super) struct Answer {
    state: State,
    /// What sends it; none over HTTP/2, where the task knows that polls this.
    transfer: Option<Arc<Transfer>>,
}

enum State {
    /// It is here.
    AtHand(Option<Unsent>),
    /// The routes have been asked.
    Asked(Pin<Box<dyn Future<Output = Unsent> + Send>>),
}

impl Future for Answer {
    type Output = Result<http::Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let unsent = match &mut self.state {
            State::AtHand(response) => response.take(),
            State::Asked(asked) => Some(ready!(asked.as_mut().poll(cx))),
        };
        let Some(unsent) = unsent else { return Poll::Pending };
        let (transfer, is_multiplexed) = match self.transfer.take() {
            Some(transfer) => (transfer, false),
            None => (current_transfer().unwrap_or_default(), true),
        };
        Poll::Ready(Ok(unsent.map(|(source, about)| ResponseBody::new(source, &about, transfer, is_multiplexed))))
    }
}
