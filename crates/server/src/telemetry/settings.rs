//! Settings of logs, traces and error reports.

use secrecy::{ExposeSecret as _, SecretString};

/// How much to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum LogLevel {
    /// Failures.
    Error,
    /// Also problems that the service works around.
    Warn,
    /// Also starts, stops and hosts' actions.
    #[default]
    Info,
    /// Also each request and each poll.
    Debug,
    /// Everything.
    Trace,
}

/// Settings of logs, traces and the collection of errors.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Logs, traces, errors")]
pub struct TelemetrySettings {
    /// How much to log.
    #[arg(long, env = "LOG_LEVEL", value_enum, ignore_case = true, default_value_t)]
    pub log_level: LogLevel,

    /// Export traces over OTLP.
    #[arg(long, env = "OTEL_ENABLED", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub otel_enabled: bool,

    /// The service's name in traces.
    #[arg(long, env = "OTEL_SERVICE_NAME", default_value = "aoe2-live-standings-api")]
    pub otel_service_name: String,

    /// Where traces go, over gRPC.
    #[arg(long, env = "OTEL_EXPORTER_ENDPOINT", default_value = Self::DEFAULT_ENDPOINT)]
    pub otel_exporter_endpoint: String,

    /// Send traces to Google Cloud Trace with the account the process runs as; to Google's own endpoint, unless another
    /// is set.
    #[arg(long, env = "OTEL_USE_CLOUD_TRACE", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub otel_use_cloud_trace: bool,

    /// The part of traces that is recorded, from 0 to 1. It holds for traces that callers began and record, too; those
    /// that callers do not record are not recorded here either.
    #[arg(long, env = "OTEL_TRACES_SAMPLE_RATIO", default_value = "1.0", value_parser = ratio)]
    pub otel_traces_sample_ratio: f64,

    /// Where panics and errors are collected (a Sentry DSN); nowhere, unless set.
    #[arg(long, env = "SENTRY_DSN", hide_env_values = true, default_value = "", hide_default_value = true)]
    pub sentry_dsn: SecretString,
}

impl TelemetrySettings {
    /// The usual place of a collector on the same machine.
    pub const DEFAULT_ENDPOINT: &str = "http://localhost:4317";

    pub(super) fn dsn(&self) -> Option<&str> {
        Some(self.sentry_dsn.expose_secret().trim()).filter(|dsn| !dsn.is_empty())
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.trim().parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&ratio) { Ok(ratio) } else { Err("not from 0 to 1".to_owned()) }
}
