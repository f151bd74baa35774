//! What hosts do, asked over a real socket: who may, what is refused and in which order, and what comes of it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod bodies;
mod effects;
mod fields;
mod keys;
mod matrix;
mod me_and_owners;
mod nudged;
mod order;
mod roster;
mod rules;
mod stage;
