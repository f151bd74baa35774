//! Interruptions: at every message to Postgres the connection goes silent, or the process is paused. Everybody else
//! goes on within ten seconds, whoever was interrupted too once it can, and nothing is lost or done twice.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod fixture;
mod paused;
mod polls;
mod reads;
mod writes;
