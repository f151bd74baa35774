//! All that the executables do: settings, roles, the start and stop of a process, the commands, the demo, telemetry.

mod account_directory;
mod admin_commands;
mod alerts;
mod assumptions;
pub mod cli;
mod clock;
mod database;
#[cfg(feature = "demo")]
mod demo;
mod demo_file;
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

pub use account_directory::UpstreamDirectory;
pub use clock::{DatabaseClock, SystemClock};
pub use database::Database;
pub use error::Error;
pub use metrics::MetricsAddress;
pub use port::ListenAddress;
pub use role::Role;
pub use run::{Running, start};
pub use settings::{DatabasePooler, Settings};
pub use telemetry::{LogLevel, TelemetrySettings};
