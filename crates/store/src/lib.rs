//! All SQL, in both directions. It knows neither HTTP nor the upstream, only facts and where they lie.
//!
//! Writes take a transaction and say what changed; the caller ends it with [`nudges::publish`].
//! Reads take a [`Snapshot`], so that one answer is of one moment.

pub mod broadcasts;
mod columns;
pub mod documents;
mod error;
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
pub mod stats;
pub mod teams;
pub mod tournaments;
pub mod windows;

pub use error::{DriverError, Error, MigrationError};
pub use pool::{Connection, Pool, Snapshot, Tx};
