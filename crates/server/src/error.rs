//! Errors that keep the service from starting or end it.

/// An error of the whole process. A message names the setting or command that helps, if there is one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The settings leave the process without a role.
    #[error("POLLING_ENABLED and LISTENER_ENABLED are both false: there is nothing to do")]
    NoRole,
    /// No database is configured, and only development has a default one.
    #[error("DATABASE_URL is not set; outside of development there is no default database")]
    NoDatabase,
    /// A transaction pooler is configured without the server's direct address, which session features such as LISTEN
    /// need.
    #[error(
        "DATABASE_POOLER=transaction needs LISTEN_DATABASE_URL, the server's own address: a transaction pooler \
         forwards no notifications and takes no migrations"
    )]
    NoDirectAddress,
    /// The server's direct address is invalid. The message has no part of it, because it holds a password.
    #[error(
        "LISTEN_DATABASE_URL is not the address of a Postgres database: expected postgres://user:password@host/name"
    )]
    ListenDatabaseUrl,
    /// Production refuses to start, because settings without a safe default are missing.
    #[error("ENVIRONMENT=production needs other settings: {}", .0.join("; "))]
    NotForProduction(Vec<&'static str>),
    /// The file `.env` exists but cannot be read. The message has no value of it, which may be a secret.
    #[error("the file .env cannot be read: {0}")]
    Dotenv(String),
    /// The DSN for error collection is invalid.
    #[error("SENTRY_DSN is not a DSN: {0}")]
    Sentry(String),
    /// The endpoint for traces is unusable.
    #[error("OTEL_EXPORTER_ENDPOINT cannot be used: {0}")]
    Traces(String),
    /// An admin command named a tournament that does not exist.
    #[error("there is no tournament {0:?}; GET /v1/tournaments lists them")]
    NoTournament(String),
    /// An admin command named a host that does not exist.
    #[error("there is no host {0:?}; `aoe2-standings hosts list` lists them")]
    NoHost(String),
    /// An admin command tried to add a host whose name is taken.
    #[error(
        "there is a host {0:?}, or one whose name looks like it; `aoe2-standings hosts link` makes a link for a host"
    )]
    HostExists(String),
    /// The text cannot be a host's name.
    #[error("{name:?} cannot be a host's name: {why}")]
    HostName {
        /// The text.
        name: String,
        /// The reason.
        why: String,
    },
    /// A sign-in link was requested while the built-in sign-in is off.
    #[error(
        "the built-in sign-in is off: set BUILTIN_SIGN_IN=true, for the service and for this command, to have hosts \
         sign in with links"
    )]
    NoSignIn,
    /// A sign-in link was requested without a configured base URL.
    #[error(
        "PUBLIC_BASE_URL is not set: links begin with the address at which browsers find the service \
         (https://standings.example.org, for example)"
    )]
    NoPublicAddress,
    /// A tournament's file has mistakes, which were printed.
    #[error("{file} has {count} mistake{}; nothing was changed", if *count == 1 { "" } else { "s" })]
    Mistakes {
        /// The file's name.
        file: String,
        /// The number of mistakes.
        count: usize,
    },
    /// A tournament's file cannot be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// The file's path.
        file: std::path::PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// Checks of `doctor` failed; their findings were printed.
    #[error("{count} check{} failed", if *count == 1 { "" } else { "s" })]
    ChecksFailed {
        /// How many checks failed.
        count: usize,
    },
    /// The database is unusable.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The demo and the service with a database of its own both run, so a command cannot tell which database is meant.
    #[error("the demo runs, and so does the service with a database of its own: end one, or say which in DATABASE_URL")]
    TwoDatabases,
    /// The file with the demo's database URL cannot be written or read.
    #[error("the file that tells where the demo's database is cannot be used: {0}")]
    DemoFile(std::io::Error),
    /// The local Postgres server cannot be started.
    #[error("no DATABASE_URL is set, and a Postgres server of our own cannot be started: {0}")]
    LocalPostgres(#[from] local_postgres::Error),
    /// The upstream's settings are unusable.
    #[error(transparent)]
    Relic(#[from] relic::Error),
    /// The port is taken.
    #[error("cannot listen on port {port}: {source}; free it, or set PORT to another one")]
    Port {
        /// The port.
        port: u16,
        /// The system's error.
        source: std::io::Error,
    },
    /// The address for metrics is taken, or does not belong to this machine.
    #[error("cannot listen on {address} for metrics: {source}; free it, or set METRICS_ADDR to another one")]
    Metrics {
        /// The address.
        address: std::net::SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
    /// The metrics recorder cannot be installed.
    #[error("metrics cannot be recorded: {0}")]
    Recorder(String),
    /// A task of the service panicked or was aborted.
    #[error("a part of the service broke: {0}")]
    TaskFailed(#[from] tokio::task::JoinError),
    /// The system returned an I/O error.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
