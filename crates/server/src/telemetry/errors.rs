//! Reports panics and errors to Sentry. An outage is one issue and one event, whatever failed with it, because the
//! polls report the beginning of an outage once ([`poller::OUTAGES`]).

use std::time::Duration;

use api::Environment;
use sentry::{
    ClientInitGuard, ClientOptions,
    integrations::tracing::{BreadcrumbLayer, ErrorLayer},
    protocol::{Context, Event, Value},
    types::Dsn,
};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use super::logs::AnyLayer;
use crate::{Error, Settings};

/// The longest time that flushing may take when the process ends.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Starts collecting errors. Returns `None` when the settings name no DSN.
///
/// # Errors
/// [`Error::Sentry`] when `SENTRY_DSN` is not valid.
pub(super) fn collect(settings: &Settings) -> Result<Option<ClientInitGuard>, Error> {
    let Some(dsn) = settings.telemetry.dsn() else { return Ok(None) };
    let dsn: Dsn = dsn.parse().map_err(|error| Error::Sentry(format!("{error}")))?;
    let mut options = ClientOptions::new()
        .release(release(&settings.revision))
        .environment(name(settings.environment))
        // Send no IP addresses and no cookies; the logs hold none either.
        .send_default_pii(false)
        .shutdown_timeout(TIMEOUT)
        .before_send(|event| Some(grouped(event)));
    options.dsn = Some(dsn);
    Ok(Some(sentry::init(options)))
}

/// The layer that reports errors, each with the log lines before it.
pub(super) fn layer<S>() -> AnyLayer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    // The panic hook already reports panics, with their stack.
    let is_error =
        |what: &Metadata<'_>| what.is_event() && *what.level() == Level::ERROR && what.target() != api::PANICS;
    let is_line = |what: &Metadata<'_>| what.is_event() && *what.level() <= Level::INFO;
    let crumbs = BreadcrumbLayer::new().with_filter(filter_fn(is_line));
    crumbs.and_then(ErrorLayer::new().with_filter(filter_fn(is_error))).boxed()
}

fn release(revision: &str) -> String {
    format!("aoe2-live-standings@{}+{}", env!("CARGO_PKG_VERSION"), revision.trim())
}

const fn name(environment: Environment) -> &'static str {
    match environment {
        Environment::Development => "development",
        Environment::Staging => "staging",
        Environment::Production => "production",
    }
}

/// Groups outages of each upstream into one issue, distinguished by a tag; likewise those of the database.
fn grouped(mut event: Event<'static>) -> Event<'static> {
    if event.logger.as_deref() != Some(poller::OUTAGES) {
        return event;
    }
    let source = source(&event).unwrap_or_else(|| "unknown".to_owned());
    let issue = if source == "database" { "database outage" } else { "upstream outage" };
    event.fingerprint = vec![issue.into()].into();
    event.tags.insert("source".to_owned(), source);
    event
}

/// Reads the field of that name from where the layer puts an event's fields.
fn source(event: &Event<'_>) -> Option<String> {
    let Some(Context::Other(fields)) = event.contexts.get("Rust Tracing Fields") else { return None };
    fields.get("source").and_then(Value::as_str).map(str::to_owned)
}
