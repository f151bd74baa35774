//! Telemetry of the process: logs, traces, and error reports.

mod errors;
mod logged_exporter;
mod logs;
mod sampling;
mod settings;
mod traces;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::{layer::SubscriberExt as _, util::SubscriberInitExt as _};

pub use settings::{LogLevel, TelemetrySettings};

use crate::{Error, Settings};

/// Exporters that must be flushed before the process ends.
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
    // Flushes its pending events when dropped.
    _errors: Option<sentry::ClientInitGuard>,
}

impl Telemetry {
    /// Starts telemetry; must be called within a runtime. Only the first call in a process has an effect.
    ///
    /// # Errors
    /// [`Error::Sentry`] and [`Error::Traces`] when the settings say where to, and nothing can be sent there.
    pub(crate) fn start(settings: &Settings) -> Result<Self, Error> {
        // Install the crypto provider for all users of TLS. An error means that one is already installed, which is
        // fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Install this panic hook before the one of the error collection, which calls it.
        logs::install_panic_hook();
        let errors = errors::collect(settings)?;
        let traces = traces::export(settings)?;
        let level = settings.telemetry.log_level;
        let registry = tracing_subscriber::registry()
            .with(logs::layer(settings.environment, level))
            .with(traces.as_ref().map(traces::layer))
            .with(errors.is_some().then(errors::layer));
        // An error means that a test or an embedding program has already installed a subscriber.
        let _ = registry.try_init();
        Ok(Self { traces, _errors: errors })
    }

    /// Flushes what is still pending, for a few seconds at most.
    pub(crate) fn end(self) {
        if let Some(traces) = self.traces {
            // The exporter has already logged a failure.
            let _ = traces.shutdown_with_timeout(traces::TIMEOUT);
        }
    }
}
