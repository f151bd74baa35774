//! Writes that are repeated, that come together, that are cut off, or that come too often.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod audit;
mod caps;
mod chaos;
mod chaos_model;
mod cut;
mod fixture;
mod forwarded;
mod idempotency;
mod keys;
mod limits;
mod stage_caps;
mod stages;
mod stages_model;
