//! The way of a request from its connection to the routes, and of the answer back.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll},
};

use axum::{Router, body::Body, response::Response};
use bytes::Bytes;
use domain::clock::Timestamp;
use http::{Method, Request, Version, header::CONTENT_LENGTH};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use tower_service::Service as _;

use super::{
    activity::Activity,
    handover::{Handover, Slot},
    hot::HotPaths,
};
use crate::{
    answer::HotView, app::App, client_ip::Peer, cookie::cookie, hub::Listener, measure::Route, stream::frames,
};

/// An answer's body: at hand, or the routes'.
type AnswerBody = Either<Full<Bytes>, Body>;

/// What all connections share.
pub(super) struct Front {
    app: App,
    router: Router,
    hot: HotPaths,
}

impl Front {
    pub(super) fn new(app: App, router: Router) -> Self {
        Self { app, router, hot: HotPaths::default() }
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
    async fn ask(
        front: Arc<Front>,
        peer: SocketAddr,
        slot: Option<Slot>,
        request: Request<Incoming>,
    ) -> http::Response<AnswerBody> {
        let (method, version) = (request.method().clone(), request.version());
        let address = request.uri().path_and_query().map(|address| address.as_str().to_owned());
        let is_hot = method == Method::GET && cookie(request.headers()).is_none();
        let directory = front.app.views.marks().directory();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let Ok(mut response) = front.router.clone().call(request).await;
        if let Some(listener) = response.extensions_mut().remove::<Listener>().filter(|_| method == Method::GET) {
            // The routes took it for an answer without a body.
            response.headers_mut().remove(CONTENT_LENGTH);
            let slot = slot.filter(|_| version == Version::HTTP_11);
            return stream(&front, slot, response, listener).await;
        }
        if let (Some(view), Some(address), true) = (response.extensions_mut().remove::<HotView>(), address, is_hot) {
            let route = response.extensions_mut().remove::<Route>().unwrap_or_default();
            front.hot.remember(&address, view, &route, directory);
        }
        response.map(Either::Right)
    }
}

/// Opens a stream: over the bare socket, which ends this request without an answer of the connection's own, or as
/// a body like any other.
async fn stream(
    front: &Front,
    slot: Option<Slot>,
    response: Response,
    listener: Listener,
) -> http::Response<AnswerBody> {
    let Some(slot) = slot else {
        return response.map(|_| Either::Right(Body::from_stream(frames(&front.app.hub, listener))));
    };
    *slot.lock().unwrap_or_else(PoisonError::into_inner) =
        Some(Handover { head: head(&response, front.app.clock.now()), listener });
    std::future::pending().await
}

/// The head of a stream's answer, as it goes over the socket.
fn head(response: &Response, now: Timestamp) -> Vec<u8> {
    // RFC 9110, section 5.6.7.
    let date = now.inner().format("%a, %d %b %Y %H:%M:%S GMT");
    let fixed = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n";
    let mut head = format!("{fixed}date: {date}\r\n").into_bytes();
    for (name, value) in response.headers() {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

impl hyper::service::Service<Request<Incoming>> for Visit {
    type Response = http::Response<AnswerBody>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let answering = self.activity.answer();
        if let Some(response) = self.front.hot.answer(&self.front.app, &request, self.peer, true) {
            return Answer::AtHand(Some(response.map(|bytes| Either::Left(Full::new(bytes)))));
        }
        let (front, peer, slot) = (Arc::clone(&self.front), self.peer, self.slot.clone());
        Answer::Asked(Box::pin(async move {
            let is_hit = front.hot.refresh(&front.app, &request).await;
            let answer = match front.hot.answer(&front.app, &request, peer, is_hit) {
                Some(response) => response.map(|bytes| Either::Left(Full::new(bytes))),
                None => Self::ask(front, peer, slot, request).await,
            };
            drop(answering);
            answer
        }))
    }
}

/// An answer to come.
pub(super) enum Answer {
    /// It is here.
    AtHand(Option<http::Response<AnswerBody>>),
    /// The routes have been asked.
    Asked(Pin<Box<dyn Future<Output = http::Response<AnswerBody>> + Send>>),
}

impl Future for Answer {
    type Output = Result<http::Response<AnswerBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::AtHand(response) => response.take().map_or(Poll::Pending, |response| Poll::Ready(Ok(response))),
            Self::Asked(asked) => asked.as_mut().poll(cx).map(Ok),
        }
    }
}
