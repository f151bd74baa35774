//! What must hold of the numbers whatever the facts are.

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

/// So many cases, of which none is kept in a file.
fn configured(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
