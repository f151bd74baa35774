//! A response's body before it is sent, with what sending it requires.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};
use hyper::body::Body;

use crate::{BodyVersion, BoxError, RenderedBytes};

/// The source of a body.
#[derive(Debug)]
pub(super) enum Source {
    /// The bytes are there.
    Ready(Bytes),
    /// The body comes in frames; the bytes are the unsent rest of the latest one.
    Frames(UnsyncBoxBody<Bytes, BoxError>, Bytes),
}

/// A response's body before it is sent, with what sending it requires.
#[derive(Debug)]
pub struct Outgoing {
    pub(super) source: Source,
    pub(super) client: IpAddr,
    /// The rendered body that it is part of.
    pub(super) version: Option<Arc<BodyVersion>>,
    /// The longest duration of an event stream.
    pub(super) lifetime: Option<Duration>,
}

impl Outgoing {
    /// A body of available bytes, for `client`.
    #[must_use]
    pub fn bytes(body: RenderedBytes, client: IpAddr) -> Self {
        Self { source: Source::Ready(body.bytes), client, version: Some(body.version), lifetime: None }
    }

    /// Any other body, for `client`; `version` if it is part of a rendered body.
    pub fn body<B>(body: B, client: IpAddr, version: Option<Arc<BodyVersion>>) -> Self
    where
        B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let source = Source::Frames(body.map_err(Into::into).boxed_unsync(), Bytes::new());
        Self { source, client, version, lifetime: None }
    }

    /// The same body, as an event stream that lasts for `lifetime` at most.
    #[must_use]
    pub fn lasting(self, lifetime: Duration) -> Self {
        Self { lifetime: Some(lifetime), ..self }
    }
}
