//! What hosts do, asked over a real socket: who may, what is refused and in which order, and what comes of it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod accounts;
mod asking;
mod behind_tls;
mod bodies;
mod cookies;
mod current;
mod declared_limits;
mod document;
mod effects;
mod exclusions;
mod fields;
mod fixture;
mod instances;
mod issuers;
mod key_server;
mod keys;
mod matrix;
mod me_and_owners;
mod members;
mod names;
mod nudged;
mod order;
mod quotes;
mod reasons;
mod roster;
mod rules;
mod sessions;
mod sign_in;
mod signing_in;
mod tls_terminator;
mod unlogged;
