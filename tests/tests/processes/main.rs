//! The executables as they are run: two processes, signals, messages, the demo.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod commands;
mod demo;
mod figures;
mod program;
mod refusals;
mod split;
mod stopping;
