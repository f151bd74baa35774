//! An HTTP server over TCP, HTTP/1.1 and cleartext HTTP/2, with limits and deadlines that hyper's own server lacks: on
//! connections, on the memory of a connection, and on the time that requests and responses take.
//!
//! An [`Application`] answers the requests. It may hijack an HTTP/1.1 connection ([`HijackSlot`]) to continue on its
//! bare socket. This crate knows nothing of what is served: neither routes nor the domain nor a database.

mod activity;
mod application;
mod body_version;
mod client_counts;
mod connection;
mod connection_limiter;
mod connection_reaper;
mod connection_service;
mod head;
mod held;
mod hijack;
pub mod metrics;
mod rate_limit_key;
mod refusal;
mod response_body;
mod serve;
mod stream_executor;
mod tracked_io;
mod transfer;

pub use application::{Application, BoxError, ResponseOrFuture};
pub use body_version::{BodyVersion, Current, ReaderBytes, RenderedBytes};
pub use client_counts::{ClientCounts, ClientPermit};
pub use connection_limiter::{ConnectionLimiter, ConnectionPermit};
pub use head::head;
pub use hijack::HijackSlot;
pub use rate_limit_key::rate_limit_key;
pub use response_body::Outgoing;
pub use serve::serve;
