//! Stages and series over a real socket: series fill themselves in from polled games, hosts have the last word, and
//! tables, rounds and drafts follow.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod drafts;
mod due;
mod event;
mod files;
mod host_decisions;
mod late;
mod others;
mod participants;
mod played;
mod refused;
mod round_robin;
mod simulated;
mod swiss;
mod table;
mod teams;
mod whole_numbers;
