//! Tests of series: which games are theirs, and what follows from them. They need no database.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod by_hand;
mod fixture;
mod generated;
mod properties;
