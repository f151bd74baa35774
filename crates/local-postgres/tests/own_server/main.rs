//! A server of one's own, looked at from outside: what is kept, what is thrown away, and what ends with whom.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's own tools may fail it")]

mod asking;
mod closed;
mod command;
mod ends;
mod keep;
mod missing;
mod places;
mod trouble;
