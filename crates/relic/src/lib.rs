//! The client of the upstream, which converts its wire format to domain types.
//!
//! It knows nothing of SQL, serving HTTP, schedules or the wall clock. The wire types are private: this crate returns
//! types of `domain`, and `convert` handles every oddity of the payloads.

mod batch_result;
mod blob;
mod convert;
mod examine;
mod fetch_batched;
mod health;
mod map_names;
mod match_types;
mod metrics;
mod reconcile;
mod relic;
mod request_rate;
mod settings;
mod transport;
mod wire;

#[cfg(test)]
mod damage;
#[cfg(test)]
mod samples;

pub use batch_result::{BatchResult, Failure, Lobbies};
pub use examine::Sample;
pub use json_client::Error;
pub use match_types::MatchTypes;
pub use relic::Relic;
pub use settings::Settings;
