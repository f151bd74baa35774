//! Tests of stages: schedules, tables, and Swiss pairings. They need no database.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod as_of;
mod berger;
mod fixture;
mod groups;
mod swiss;
mod table;
mod trf;

use proptest::prelude::ProptestConfig;

/// A configuration with that number of cases, which does not persist failures in a file.
fn configured(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
