//! From the upstream to the browser: polls, nudges, reads.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod ended_games;
mod faults;
mod fencing;
mod fixture;
mod freshness;
mod isolation;
mod live;
mod lost_commits;
mod matches;
mod outage;
mod put_back;
mod roster;
mod scope;
mod signature;
mod stats;
mod stored;
mod trace;
mod unchanged;
mod windows;
mod workers;
