//! Every setting there is. The doc comments are the help text, and the help text is the reference.

use std::path::PathBuf;

use api::Environment;
use secrecy::SecretString;
use store::pool::Pooler;

use crate::{ListenAddress, MetricsAddress, TelemetrySettings};

/// What stands between the service and its database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DatabasePooler {
    /// Nothing, or a pooler that gives each connection a session of its own.
    #[default]
    None,
    /// A pooler that gives each transaction whichever session is free: PgBouncer with `pool_mode = transaction`.
    Transaction,
}

impl From<DatabasePooler> for Pooler {
    fn from(pooler: DatabasePooler) -> Self {
        match pooler {
            DatabasePooler::None => Self::None,
            DatabasePooler::Transaction => Self::Transaction,
        }
    }
}

/// Settings of the service.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where the service runs.
    #[arg(long, help_heading = "Process", env = "ENVIRONMENT", value_enum, ignore_case = true, default_value_t)]
    pub environment: Environment,

    /// Poll the upstream: the worker's role.
    #[arg(long, help_heading = "Process", env = "POLLING_ENABLED", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "true")]
    pub polling_enabled: bool,

    /// Serve reads and the event stream: the api's role.
    #[arg(long, help_heading = "Process", env = "LISTENER_ENABLED", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "true")]
    pub listener_enabled: bool,

    /// Address to listen at (127.0.0.1, for example): all of the machine's, of IPv4 and IPv6 alike, when empty.
    #[arg(long, help_heading = "Process", env = "HOST", default_value = "", hide_default_value = true)]
    pub host: ListenAddress,

    /// Port to serve on: 8000 unless set. In development, when 8000 is taken and nothing is set, the next free one.
    #[arg(long, help_heading = "Process", env = "PORT")]
    pub port: Option<u16>,

    /// Address to serve metrics for Prometheus at, under `/metrics` (0.0.0.0:9090, for example); none, unless set.
    #[arg(long, help_heading = "Process", env = "METRICS_ADDR", default_value = "", hide_default_value = true)]
    pub metrics_addr: MetricsAddress,

    /// The revision this was built from, for those metrics.
    #[arg(long, help_heading = "Process", env = "REVISION", default_value = "unknown")]
    pub revision: String,

    /// Address of the Postgres database (postgres://user:password@localhost:5432/standings, for example). Without one,
    /// in development, the service runs a Postgres server of its own.
    #[arg(long, help_heading = "Database", env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,

    /// The server's own address, for notifications and migrations, when DATABASE_URL goes through a transaction pooler.
    #[arg(long, help_heading = "Database", env = "LISTEN_DATABASE_URL", hide_env_values = true)]
    pub listen_database_url: Option<SecretString>,

    /// What DATABASE_URL goes through; behind a transaction pooler LISTEN_DATABASE_URL has to be set, too.
    #[arg(long, help_heading = "Database", env = "DATABASE_POOLER", value_enum, ignore_case = true, default_value_t)]
    pub database_pooler: DatabasePooler,

    /// Most connections to the database for polls and hosts' writes. Besides these an api opens at most seven (four for
    /// reads, one for searches, two for nudges), and a worker one (for the lease).
    #[arg(long, help_heading = "Database", env = "DATABASE_MAX_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=100))]
    pub database_max_connections: u32,

    /// Where the Postgres server of our own keeps its data.
    #[arg(long, help_heading = "Database", env = "DATA_DIR", default_value = ".data/postgres")]
    pub data_dir: PathBuf,

    /// Bring the schema up to date at the start; in development that is done in any case.
    #[arg(long, help_heading = "Database", env = "MIGRATE_ON_START", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub migrate_on_start: bool,

    /// Logs, traces, errors.
    #[command(flatten)]
    pub telemetry: TelemetrySettings,

    /// The upstream.
    #[command(flatten)]
    pub relic: relic::Settings,

    /// The broadcasting platforms.
    #[command(flatten)]
    pub broadcasts: platforms::BroadcastSettings,

    /// The polls.
    #[command(flatten)]
    pub poller: poller::Settings,

    /// The api.
    #[command(flatten)]
    pub api: api::Settings,
}

impl Settings {
    /// Whether the schema is brought up to date at the start.
    #[must_use]
    pub fn migrates_on_start(&self) -> bool {
        self.migrate_on_start || self.environment == Environment::Development
    }
}
