//! Connections rather than requests: how many there may be, how long a client may dawdle, and what becomes of streams
//! whose readers do not read.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod caps;
mod dawdlers;
mod heartbeats;
mod http2;
mod listeners;
mod panics;
mod protocols;
mod refusals;
mod slow_readers;
mod streams;
mod wire;

// What other systems do not tell or limit of another process.
#[cfg(target_os = "linux")]
mod api_process;
#[cfg(target_os = "linux")]
mod bodies;
#[cfg(target_os = "linux")]
mod descriptors;
#[cfg(target_os = "linux")]
mod half_prefaces;
