//! Logs: for people in development, for machines elsewhere.

use api::Environment;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::settings::{LogLevel, Settings};

/// Starts logging to standard error. The first call counts.
pub(crate) fn start(settings: &Settings) {
    let level = match settings.log_level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    // The libraries' own talk stays out of the way unless something is wrong; who changed what is always told.
    let filter = EnvFilter::new(format!(
        "warn,audit=info,api={level},poller={level},relic={level},server={level},store={level},aoe2_standings={level}"
    ));
    let registry = tracing_subscriber::registry().with(filter);
    let started = if settings.environment == Environment::Development {
        registry.with(fmt::layer().with_writer(std::io::stderr).with_target(false)).try_init()
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    };
    // Already started: by a test, or by whoever embeds us.
    let _ = started;
}
