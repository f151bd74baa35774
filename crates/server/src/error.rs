//! Why the service does not start, or ends otherwise than asked to.

/// Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing to do was left.
    #[error("POLLING_ENABLED and LISTENER_ENABLED are both false: there is nothing to do")]
    NoRole,
    /// Outside of development there is no default database.
    #[error("DATABASE_URL is not set; outside of development there is no default database")]
    NoDatabase,
    /// Sessions of a pooler are nobody's own.
    #[error(
        "DATABASE_POOLER=transaction needs LISTEN_DATABASE_URL, the server's own address: a transaction pooler forwards \
         no notifications and takes no migrations"
    )]
    NoDirectAddress,
    /// Production has no default settings for what matters.
    #[error("ENVIRONMENT=production does not start like this: {}", .0.join("; "))]
    NotForProduction(Vec<&'static str>),
    /// `.env` is there, and cannot be read.
    #[error("the file .env is of no use: {0}")]
    Dotenv(#[from] dotenvy::Error),
    /// Errors were to be collected nowhere.
    #[error("SENTRY_DSN is no DSN: {0}")]
    Sentry(String),
    /// Traces were to go nowhere.
    #[error("OTEL_EXPORTER_ENDPOINT cannot be used: {0}")]
    Traces(String),
    /// An operator named a tournament that there is not.
    #[error("there is no tournament {0:?}; GET /v1/tournaments lists them")]
    NoTournament(String),
    /// An operator named a host that there is not.
    #[error("there is no host {0:?}; `aoe2-standings hosts list` lists them")]
    NoHost(String),
    /// An operator named a host twice.
    #[error(
        "there is a host {0:?}, or one whose name looks like it; `aoe2-standings hosts link` makes a link for a host"
    )]
    HostExists(String),
    /// A host cannot be called that.
    #[error("{name:?} cannot be a host's name: {why}")]
    HostName {
        /// What.
        name: String,
        /// Why not.
        why: String,
    },
    /// Nobody could use a link.
    #[error(
        "the built-in sign-in is off: set BUILTIN_SIGN_IN=true, for the service and for this command, to have hosts sign in \
         with links"
    )]
    NoSignIn,
    /// A link would lead nowhere.
    #[error(
        "PUBLIC_BASE_URL is not set: links begin with the address at which browsers find the service \
         (https://standings.example.org, for example)"
    )]
    NoPublicAddress,
    /// A tournament's file is to be mended; what is wrong with it was printed.
    #[error("{file} has {count} mistake{}; nothing was changed", if *count == 1 { "" } else { "s" })]
    Mistakes {
        /// Its name.
        file: String,
        /// How many there are.
        count: usize,
    },
    /// A tournament's file cannot be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// Its name.
        file: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database is unusable.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Two databases are meant, and a command cannot tell which.
    #[error("the demo runs, and so does the service with a database of its own: end one, or say which in DATABASE_URL")]
    TwoDatabases,
    /// Where the demo keeps its database cannot be told or read.
    #[error("the file that tells where the demo's database is cannot be used: {0}")]
    DemoFile(std::io::Error),
    /// No Postgres server of one's own could be started.
    #[error("no DATABASE_URL is set, and a Postgres server of our own cannot be started: {0}")]
    LocalPostgres(#[from] local_postgres::Error),
    /// The upstream's settings are unusable.
    #[error(transparent)]
    Relic(#[from] relic::Error),
    /// The port is taken.
    #[error("cannot listen on port {port}: {source}; free it, or set PORT to another one")]
    Port {
        /// Which.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The address for metrics is taken, or not ours.
    #[error("cannot listen on {address} for metrics: {source}; free it, or set METRICS_ADDR to another one")]
    Metrics {
        /// Which.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Nothing can be counted.
    #[error("metrics cannot be recorded: {0}")]
    Recorder(String),
    /// A part of the service broke.
    #[error("a part of the service broke: {0}")]
    Broken(#[from] tokio::task::JoinError),
    /// The system refused.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
