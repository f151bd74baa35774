//! The hyper service of one connection: passes requests to the application, and its responses to the connection's
//! transfer.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use hyper::body::Incoming;

use crate::{
    Application, HijackSlot, Outgoing, ResponseOrFuture,
    activity::{Activity, Answering},
    response_body::ResponseBody,
    stream_executor::current_transfer,
    transfer::Transfer,
};

/// Handles one connection's requests.
pub(crate) struct ConnectionService<A> {
    application: Arc<A>,
    peer: SocketAddr,
    activity: Arc<Activity>,
    /// On connections that can be hijacked.
    slot: Option<HijackSlot>,
}

impl<A> ConnectionService<A> {
    pub(crate) fn new(
        application: Arc<A>,
        peer: SocketAddr,
        activity: Arc<Activity>,
        slot: Option<HijackSlot>,
    ) -> Self {
        Self { application, peer, activity, slot }
    }
}

impl<A: Application> hyper::service::Service<Request<Incoming>> for ConnectionService<A> {
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn call(&self, request: Request<Incoming>) -> ResponseFuture {
        let answering = self.activity.answer();
        // Over HTTP/2 the stream's task has its own transfer.
        let transfer = (!self.activity.speaks_http2()).then(|| Arc::clone(self.activity.transfer()));
        let state = match self.application.call(request, self.peer, self.slot.clone()) {
            ResponseOrFuture::Ready(response) => ResponseState::Ready(Some(response)),
            ResponseOrFuture::Pending(response) => ResponseState::Pending(response),
        };
        ResponseFuture { state, transfer, answering: Some(answering) }
    }
}

/// The future of a response.
pub(crate) struct ResponseFuture {
    state: ResponseState,
    /// The transfer that sends it; none over HTTP/2, where the task that polls this has one.
    transfer: Option<Arc<Transfer>>,
    /// The connection is not idle until the last chunk of the response is handed over.
    answering: Option<Answering>,
}

enum ResponseState {
    Ready(Option<Response<Outgoing>>),
    Pending(Pin<Box<dyn Future<Output = Response<Outgoing>> + Send>>),
}

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = match &mut self.state {
            ResponseState::Ready(response) => response.take(),
            ResponseState::Pending(pending) => Some(ready!(pending.as_mut().poll(cx))),
        };
        let Some(response) = response else { return Poll::Pending };
        let answering = self.answering.take();
        let (transfer, is_multiplexed) = match self.transfer.take() {
            Some(transfer) => (transfer, false),
            None => (current_transfer().unwrap_or_default(), true),
        };
        Poll::Ready(Ok(response.map(|outgoing| ResponseBody::new(outgoing, transfer, is_multiplexed, answering))))
    }
}
