//! The store against a real Postgres: what the schema promises, and what each write and read does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's own tools may fail it")]

mod account_names;
mod cascades;
mod constraints;
mod corrupt;
mod documents;
mod entry_constraints;
mod facts;
mod feed;
mod feed_outages;
mod fencing;
mod following;
mod lease;
mod live;
mod matches;
mod migrations;
mod models;
mod nudges;
mod plans;
mod pool_size;
mod reads;
mod reads_of_nothing;
mod reference;
mod retention;
mod samples;
mod series_constraints;
mod series_costs;
mod sign_in;
mod snapshot;
mod stats;
mod versions;
