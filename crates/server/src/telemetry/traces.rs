//! Exports traces over OTLP (gRPC). W3C trace context is read from requests and added to outgoing ones.

mod cloud_trace;

use std::time::Duration;

use opentelemetry::{KeyValue, trace::TracerProvider as _};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithTonicConfig as _};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tonic::{Request, Status, service::Interceptor, transport::ClientTlsConfig};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use self::cloud_trace::CloudTrace;
use super::{logged_exporter::LoggedExporter, logs::AnyLayer, sampling::OwnRatio};
use crate::{Error, Settings, TelemetrySettings};

/// The time-out of an export, including the last one at shutdown.
pub(super) const TIMEOUT: Duration = Duration::from_secs(3);

/// Starts exporting traces. Returns `None` when traces are off.
///
/// # Errors
/// [`Error::Traces`] when the endpoint is not valid.
pub(super) fn export(settings: &Settings) -> Result<Option<SdkTracerProvider>, Error> {
    let telemetry = &settings.telemetry;
    if !telemetry.otel_enabled {
        return Ok(None);
    }
    let sampler = OwnRatio::new(telemetry.otel_traces_sample_ratio);
    let resource = resource(settings, None);
    let provider = SdkTracerProvider::builder().with_sampler(sampler).with_resource(resource);
    let provider = if telemetry.otel_use_cloud_trace {
        provider.with_batch_exporter(LoggedExporter::new(CloudTrace::new(settings.clone())))
    } else {
        provider.with_batch_exporter(LoggedExporter::new(exporter(telemetry, None::<Plain>)?))
    };
    trace_context::switch_on(TraceContextPropagator::new());
    Ok(Some(provider.build()))
}

/// An interceptor that leaves requests to the collector unchanged.
type Plain = fn(Request<()>) -> Result<Request<()>, Status>;

/// Creates the exporter to the configured endpoint; it connects when there is something to send. The interceptor may
/// add headers to each request.
pub(super) fn exporter<I>(telemetry: &TelemetrySettings, interceptor: Option<I>) -> Result<SpanExporter, Error>
where
    I: Interceptor + Clone + Send + Sync + 'static,
{
    let endpoint = telemetry.otel_exporter_endpoint.trim();
    let mut exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).with_timeout(TIMEOUT);
    if endpoint.starts_with("https://") {
        exporter = exporter.with_tls_config(ClientTlsConfig::new().with_native_roots());
    }
    if let Some(interceptor) = interceptor {
        exporter = exporter.with_interceptor(interceptor);
    }
    exporter.build().map_err(|error| Error::Traces(error.to_string()))
}

/// The resource that identifies the service in its traces.
pub(super) fn resource(settings: &Settings, project: Option<&str>) -> Resource {
    let project = project.map(|project| KeyValue::new("gcp.project_id", project.to_owned()));
    Resource::builder()
        .with_service_name(settings.telemetry.otel_service_name.clone())
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attribute(KeyValue::new("service.revision", settings.revision.clone()))
        .with_attributes(project)
        .build()
}

/// The layer that records the spans meant for traces, and the errors in them.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> AnyLayer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let is_traced = |what: &Metadata<'_>| {
        what.target() == trace_context::TARGET || (what.is_event() && *what.level() <= Level::WARN)
    };
    let tracer = provider.tracer("aoe2-live-standings");
    tracing_opentelemetry::layer()
        .with_tracer(tracer)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(filter_fn(is_traced))
        .boxed()
}
