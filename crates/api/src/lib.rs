//! The HTTP API: reads, the event stream and the hosts' writes.
//!
//! It knows the domain and the store, and nothing of the upstream: it reads all it serves from Postgres.

mod account_directory;
mod accounts;
mod app;
mod auth;
mod authorization;
mod body;
mod cache_entry;
mod client_ip;
mod cookie;
mod cors;
mod docs;
mod error;
mod etag;
mod follow;
mod headers;
mod health;
mod hosts;
mod http_client;
mod identities;
mod infrastructure;
mod metrics;
mod middleware;
mod negotiation;
mod openapi;
mod page;
mod params;
mod query_limit;
mod rate_limits;
mod reads;
mod request_id;
mod request_schemas;
mod response;
mod route_table;
mod routes;
mod runtimes;
mod serve;
mod settings;
mod sign_in;
mod slug_index;
mod static_file;
mod stream;
mod views;

pub use account_directory::{AccountDirectory, Unanswered};
pub use app::App;
pub use auth::{SignOn, examine_sign_on};
pub use client_ip::client_address;
pub use follow::follow;
pub use health::Duties;
pub use middleware::PANICS;
pub use page::{
    IndexPage, LOBBIES_POLL, MATCHES_POLL, Page, Pages, RATINGS_POLL, Refusal, entry_page, parted_page, series_page,
    stage_page, tournament_page,
};
pub use routes::{document, infrastructure_router, router};
pub use serve::serve;
pub use settings::{ClientIpHeader, Creation, Environment, Flags, Networks, OptionalUrl, Settings};
pub use sign_in::{LinkToken, new_signing_key, watch_sessions};
pub use static_file::StaticFile;
pub use store::{
    poll_status::StatusRow,
    read::facts::{FactParts, HasStages},
};
pub use views::{
    IndexFacts, LAST_POLLED, Layout, PageFacts, PageMatches, READ_CONNECTIONS, RenderedPage, ShownMatches, StagesFacts,
    StagesLayout,
};

/// The additional connections of a process that serves the hosts' searches for accounts.
pub const SEARCH_CONNECTIONS: usize = 1;
