//! The trait of the application that answers a server's requests.

use std::{net::SocketAddr, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;

use crate::{HijackSlot, Outgoing};

/// Why a body ended early.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The response to a request, or its future.
pub enum ResponseOrFuture {
    /// The response was available at once.
    Ready(Response<Outgoing>),
    /// The response is being made.
    Pending(Pin<Box<dyn Future<Output = Response<Outgoing>> + Send>>),
}

/// The application that is served.
pub trait Application: Send + Sync + 'static {
    /// Answers a request from `peer`. On a connection that can be hijacked, `slot` takes the hijack.
    fn call(
        self: &Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
        slot: Option<HijackSlot>,
    ) -> ResponseOrFuture;

    /// The whole response, head included, to a request whose head cannot be read: 400, 414 or 431. It is the last one
    /// on its connection.
    fn refuse(&self, status: StatusCode) -> Bytes;
}
