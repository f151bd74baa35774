//! Databases as others have them: a standby, a pooler, another encoding, a role with few connections, another clock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's own tools may fail it")]

mod clocks;
mod connections;
mod encodings;
mod failover;
mod locks;
mod pgbouncer;
mod pooled;
mod read_only;
