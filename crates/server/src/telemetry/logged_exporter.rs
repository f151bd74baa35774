//! A wrapper for trace exporters that logs once when exports begin to fail, and once when they work again.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};

/// An exporter whose failures are logged.
#[derive(Debug)]
pub(super) struct LoggedExporter<E> {
    exporter: E,
    is_blocked: AtomicBool,
}

impl<E> LoggedExporter<E> {
    pub(super) fn new(exporter: E) -> Self {
        Self { exporter, is_blocked: AtomicBool::new(false) }
    }

    fn tell(&self, outcome: &OTelSdkResult) {
        let was_blocked = self.is_blocked.swap(outcome.is_err(), Relaxed);
        match outcome {
            Err(error) if !was_blocked => {
                tracing::warn!(
                    %error,
                    "traces cannot be exported and are lost: check OTEL_EXPORTER_ENDPOINT, or the account's rights"
                );
            }
            Ok(()) if was_blocked => tracing::info!("traces are exported again"),
            _ => {}
        }
    }
}

impl<E: SpanExporter> SpanExporter for LoggedExporter<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let outcome = self.exporter.export(batch).await;
        self.tell(&outcome);
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: std::time::Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
