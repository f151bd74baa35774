//! Black-box tests of a local server: what is kept, what is deleted, and what ends with its owner.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's own tools may fail it")]

mod asking;
mod closed;
mod command;
mod ends;
mod keep;
mod missing;
mod places;
mod trouble;
