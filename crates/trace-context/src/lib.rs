//! W3C trace context: read from a request's headers, and sent with our own requests.
//!
//! All of this does nothing until it is switched on. Exporting traces is the business of others.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use http::HeaderMap;
use opentelemetry::{
    Context, global,
    propagation::TextMapPropagator,
    trace::{TraceContextExt as _, TraceId},
};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The target of spans that exist only for traces: log lines do not show them. Their names are paths in the code.
pub const TARGET: &str = "trace";

/// The header that names a trace, and whether it is recorded (W3C Trace Context, section 3.2).
const TRACEPARENT: &str = "traceparent";

static IS_ON: AtomicBool = AtomicBool::new(false);

/// Reads and sends trace contexts with `propagator` from now on.
pub fn switch_on(propagator: impl TextMapPropagator + Send + Sync + 'static) {
    global::set_text_map_propagator(propagator);
    IS_ON.store(true, Relaxed);
}

/// Whether a request with these headers belongs to a trace that is recorded.
#[must_use]
pub fn is_sampled(headers: &HeaderMap) -> bool {
    remote(headers).is_some_and(|context| context.span().span_context().is_sampled())
}

/// Makes `span`, which must not have been entered yet, a child of the trace that a request with these headers belongs
/// to.
pub fn adopt(span: &Span, headers: &HeaderMap) {
    if let Some(context) = remote(headers) {
        // Fails when the span is not recorded, which is harmless.
        let _ = span.set_parent(context);
    }
}

/// The headers for our own request, with which its server continues the current span's trace.
#[must_use]
pub fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    if IS_ON.load(Relaxed) {
        let context = Span::current().context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut HeaderInjector(&mut headers));
        });
    }
    headers
}

/// Renames `span`, when its name becomes known only after it was created.
pub fn rename(span: &Span, name: impl FnOnce() -> String) {
    if IS_ON.load(Relaxed) {
        span.context().span().update_name(name());
    }
}

/// The id of the trace that `span` belongs to, if it is recorded.
#[must_use]
pub fn trace_id(span: &Span) -> Option<TraceId> {
    if !IS_ON.load(Relaxed) {
        return None;
    }
    let context = span.context();
    let span = context.span();
    let context = span.span_context();
    context.is_sampled().then(|| context.trace_id())
}

fn remote(headers: &HeaderMap) -> Option<Context> {
    let is_told = IS_ON.load(Relaxed) && headers.contains_key(TRACEPARENT);
    is_told.then(|| global::get_text_map_propagator(|propagator| propagator.extract(&HeaderExtractor(headers))))
}
