//! The executables' common part: settings, logs, roles and an orderly end.

pub mod cli;
mod clock;
mod database;
#[cfg(feature = "demo")]
mod demo;
mod error;
mod files;
mod logs;
mod measure;
mod operators;
mod port;
mod role;
mod run;
mod settings;
mod signals;

pub use clock::SystemClock;
pub use database::Database;
pub use error::Error;
pub use measure::MetricsAddress;
pub use role::Role;
pub use run::{Running, start};
pub use settings::{LogLevel, Settings};
