//! Connections rather than requests: how many there may be, how long a client may dawdle, and what becomes of streams
//! whose readers do not read.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod caps;
mod dawdlers;
mod heartbeats;
mod http2;
mod listeners;
mod protocols;
mod refusals;
mod slow_readers;
mod streams;
mod wire;
