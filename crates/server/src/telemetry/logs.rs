//! Logs on standard error: readable text in development, JSON lines elsewhere.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::{IsTerminal as _, Stderr, stderr},
    panic,
};

use api::Environment;
use json_subscriber::JsonLayer;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    fmt::{self, MakeWriter, time::SystemTime},
    layer::Context,
    registry::LookupSpan,
};

use super::LogLevel;

/// A layer of any kind.
pub(super) type AnyLayer<S> = Box<dyn Layer<S> + Send + Sync>;

/// The layer that writes log lines.
pub(super) fn layer<S>(environment: Environment, level: LogLevel) -> AnyLayer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    if environment == Environment::Development {
        // When the terminal is gone, do not try to log that log lines cannot be written.
        let lines = fmt::layer().with_writer(stderr).with_target(false).log_internal_errors(false);
        // Colour the lines on a terminal, unless NO_COLOR is set.
        let lines = if stderr().is_terminal() { lines } else { lines.with_ansi(false) };
        lines.with_filter(filter(level)).boxed()
    } else {
        json(stderr as fn() -> Stderr).with_filter(filter(level)).boxed()
    }
}

/// The crates whose log lines the level is for, and the executable.
const OURS: [&str; 14] = [
    "aoe2_standings",
    "api",
    "domain",
    "http_server",
    "json_client",
    "local_postgres",
    "pages",
    "platforms",
    "poller",
    "relic",
    "server",
    "sse",
    "store",
    "tournament_file",
];

/// The filter of log lines. Libraries log only warnings and errors; audit lines about changes are always logged. Spans
/// that exist only for traces are left out.
fn filter(level: LogLevel) -> EnvFilter {
    let level = match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    // sqlx is off, because the code that ran a statement logs its failure once. gcp_auth is off, because token
    // refreshes are noise: when they fail, the export of traces fails and logs that once.
    let others = format!("warn,sqlx=off,gcp_auth=off,{}=off,audit=info", trace_context::TARGET);
    EnvFilter::new(OURS.into_iter().fold(others, |all, crate_name| format!("{all},{crate_name}={level}")))
}

/// Formats one JSON object per line: `time`, `severity` (the names of Google's structured logging, which other
/// collectors accept too), `target`, `message`, the event's fields, and the request's: `request_id`, `method`, `path`,
/// and `trace_id` if there is one.
fn json<S, W>(writer: W) -> JsonLayer<S, W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + 'static,
{
    let mut lines = JsonLayer::new(writer);
    lines.with_timer("time", SystemTime);
    lines.add_dynamic_field("severity", |event: &Event<'_>, _: &Context<'_, S>| {
        Some(severity(*event.metadata().level()))
    });
    lines.with_target("target");
    lines.with_top_level_flattened_span_list();
    lines.with_flattened_event();
    lines
}

/// Installs a panic hook that logs panics like all other events, with the stack when RUST_BACKTRACE asks for it.
pub(super) fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("unknown");
        let place = panic.location().map(ToString::to_string);
        let stack = Some(Backtrace::capture()).filter(|stack| stack.status() == BacktraceStatus::Captured);
        let stack = stack.map(tracing::field::display);
        tracing::error!(target: api::PANICS, panic = text, place, stack, "a part of the program panicked");
    }));
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARNING",
        Level::INFO => "INFO",
        _ => "DEBUG",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// Collects the output; shared with the layer that writes it.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_level_is_for_every_crate_that_the_service_is_made_of() {
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let names = std::fs::read_dir(crates).unwrap().map(|folder| folder.unwrap().file_name().into_string().unwrap());
        // The simulator runs in the demo alone, and has no messages; what traces need is not for logs.
        let others = ["bench", "sim", "trace-context"];
        let mut ours: Vec<_> =
            names.filter(|name| !others.contains(&&**name)).map(|name| name.replace('-', "_")).collect();
        ours.push("aoe2_standings".to_owned());
        ours.sort();
        assert_eq!(ours, OURS);
    }

    #[test]
    fn a_panic_is_one_line_of_json_like_any_other() {
        let written = Written::default();
        let writer = written.clone();
        let lines = tracing_subscriber::registry().with(json(move || writer.clone()));
        let before = panic::take_hook();
        install_panic_hook();
        tracing::subscriber::with_default(lines, || {
            let text = "two\nlines and a \"quote\"";
            let _panicked = panic::catch_unwind(|| panic!("{text}"));
        });
        panic::set_hook(before);
        let written = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert_eq!(written.matches('\n').count(), 1, "{written}");
        let line: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(line["severity"], "ERROR");
        assert_eq!(line["message"], "a part of the program panicked");
        assert_eq!(line["panic"], "two\nlines and a \"quote\"");
        assert!(line["place"].as_str().unwrap().contains("logs.rs"), "{written}");
    }
}
