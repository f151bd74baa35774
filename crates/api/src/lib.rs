//! Reads, the event stream and the hosts' writes, over HTTP.
//!
//! It knows the domain and the store, and nothing of the upstream: what it serves, it reads from Postgres.

mod answer;
mod app;
mod cors;
mod directory;
mod docs;
mod error;
mod follow;
mod fresh;
mod hub;
mod infrastructure;
mod input;
mod openapi;
mod outermost;
mod reads;
mod request_id;
mod routes;
mod serve;
mod settings;
mod stream;
mod views;

pub use app::App;
pub use follow::follow;
pub use openapi::document;
pub use routes::{infrastructure_router, router};
pub use serve::serve;
pub use settings::{Environment, Flags, Settings};
