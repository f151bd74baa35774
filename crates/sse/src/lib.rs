//! The event stream (Server-Sent Events): subscribers, a replay buffer for clients that reconnect, and the frames that
//! all of them are sent.
//!
//! A subscriber over HTTP/1.1 is a bare socket, taken over from its connection ([`take_over`], [`Hub::join`]); one over
//! HTTP/2 is an ordinary response body ([`stream_body()`]). Neither has a timer or a queue of its own. This crate knows
//! nothing of routes, of the database or of the view cache.

mod frame;
mod hub;
pub mod metrics;
mod resume_point;
mod stream_body;
mod stream_request;
mod subscribers;

pub use frame::HEARTBEAT_INTERVAL;
pub use hub::{Hub, REPLAY_FRAMES};
pub use stream_body::stream_body;
pub use stream_request::{Guard, StreamRequest};
pub use subscribers::{Subscriber, take_over};
