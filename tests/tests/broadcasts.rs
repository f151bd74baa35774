//! Who is on air: from the platforms to the standings, and what it costs.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod channels;
mod faults;
mod fixture;
mod hosts;
mod links;
mod log;
mod off;
mod refusals;
mod secrets;
mod tokens;
mod twitch;
mod youtube;
