//! What the process tells of itself: logs, traces, and errors to whoever collects those.

mod errors;
mod logs;
mod outward;
mod sampling;
mod settings;
mod traces;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::{layer::SubscriberExt as _, util::SubscriberInitExt as _};

pub use settings::{LogLevel, TelemetrySettings};

use crate::{Error, Settings};

/// What has to be told before the process ends.
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
    // Sends what it still holds when it goes.
    _errors: Option<sentry::ClientInitGuard>,
}

impl Telemetry {
    /// Starts telling, from within a runtime. In a process the first call counts.
    ///
    /// # Errors
    /// [`Error::Sentry`] and [`Error::Traces`] when the settings say where to, and nothing can be sent there.
    pub(crate) fn start(settings: &Settings) -> Result<Self, Error> {
        // Whoever speaks TLS finds it installed. Already installed is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Before errors are collected, whose hook for panics calls this one.
        logs::tell_of_panics();
        let errors = errors::collect(settings)?;
        let traces = traces::export(settings)?;
        let level = settings.telemetry.log_level;
        let registry = tracing_subscriber::registry()
            .with(logs::layer(settings.environment, level))
            .with(traces.as_ref().map(traces::layer))
            .with(errors.is_some().then(errors::layer));
        // Already started: by a test, or by whoever embeds us.
        let _ = registry.try_init();
        Ok(Self { traces, _errors: errors })
    }

    /// Sends what is still to be sent, for a few seconds at most.
    pub(crate) fn end(self) {
        if let Some(traces) = self.traces {
            // Told already, if it does not go out.
            let _ = traces.shutdown_with_timeout(traces::TIMEOUT);
        }
    }
}
