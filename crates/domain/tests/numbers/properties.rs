//! Property tests: what must hold of the views for any facts.

mod agreement;
mod any_order;
mod between_routes;
mod coherent;
mod extremes;
mod fixtures;
mod frozen;
mod model;
mod over_time;

use proptest::prelude::ProptestConfig;

/// A configuration with that number of cases, which does not persist failures in a file.
fn configured(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
