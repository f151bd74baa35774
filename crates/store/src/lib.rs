//! All SQL, for reads and writes. This crate knows neither HTTP nor the upstream, only facts and their tables.
//!
//! Writes of what viewers see take a transaction and return what changed; the caller ends it with [`nudges::publish`].
//! Reads of several statements for one answer take a [`Snapshot`], so that all facts are of the same moment. Reads that
//! writes make too take any [`Connection`]. Single statements of polls, of commands and of the lease take the [`Pool`].

pub mod broadcasts;
mod columns;
pub mod diagnosis;
pub mod documents;
mod error;
pub mod exclusions;
pub mod feed;
pub mod history_fetches;
pub mod idempotency;
pub mod lease;
pub mod live;
pub mod matches;
pub mod migrations;
pub mod nudges;
pub mod owners;
pub mod poll_status;
pub mod pool;
pub mod read;
pub mod reference;
pub mod retention;
pub mod roster;
pub mod series;
pub mod sign_in;
pub mod stages;
pub mod stats;
pub mod teams;
pub mod tournaments;
pub mod tracked;
pub mod windows;

pub use error::{DriverError, Error, MigrationError};
pub use pool::{Connection, Pool, Snapshot, Tx};
