//! The part that all executables share: settings, logs, roles and graceful shutdown.

mod admin_commands;
mod alerts;
mod assumptions;
mod beside_demo;
pub mod cli;
mod clock;
mod database;
#[cfg(feature = "demo")]
mod demo;
mod directory;
mod doctor;
mod dotenv;
mod env_example;
mod environment;
mod error;
mod files;
mod host_commands;
mod metrics;
mod port;
mod print;
mod production;
mod role;
mod run;
mod settings;
mod signals;
mod telemetry;
mod tournament_files;

pub use clock::{DatabaseClock, SystemClock};
pub use database::Database;
pub use directory::Upstream;
pub use error::Error;
pub use metrics::MetricsAddress;
pub use port::Host;
pub use role::Role;
pub use run::{Running, start};
pub use settings::{DatabasePooler, Settings};
pub use telemetry::{LogLevel, TelemetrySettings};
