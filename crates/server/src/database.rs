//! Chooses the database: the configured one, or in development a local Postgres server that this process starts.

use std::time::Duration;

use api::Environment;
use local_postgres::Cluster;
use secrecy::ExposeSecret as _;
use store::{
    Pool,
    migrations::{self, Migration},
    pool::{self, ConnectOptions},
};
use tokio_util::sync::CancellationToken;

use crate::{DatabasePooler, Error, Role, Settings, demo_file};

/// The pause before retrying a database that does not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// The database in use. Keeps a local server running while it lives, if this process started one.
#[derive(Debug)]
pub struct Database {
    /// The connection pool.
    pub pool: Pool,
    /// The server's direct address, for LISTEN.
    pub listen: ConnectOptions,
    _own: Option<Cluster>,
}

impl Database {
    /// Connects to the configured database, or starts a local server when the settings name none and allow it. Sets
    /// `application_name` to `aoe2-standings` and `user`, so that the database shows who uses it.
    ///
    /// # Errors
    /// [`Error::Store`] and [`Error::ListenDatabaseUrl`] when an address is not valid; [`Error::NoDatabase`] and
    /// [`Error::NoDirectAddress`] when one is missing; [`Error::Io`], [`Error::TaskFailed`] and
    /// [`Error::LocalPostgres`] when no server of our own can be started.
    pub async fn find(settings: &Settings, user: &str) -> Result<Self, Error> {
        let Some(url) = &settings.database_url else {
            if settings.environment != Environment::Development {
                return Err(Error::NoDatabase);
            }
            let folder = std::path::absolute(&settings.data_dir)?;
            let cluster = tokio::task::spawn_blocking(move || Cluster::keep(&folder)).await??;
            return Self::of(cluster, settings.database_max_connections);
        };
        let name = format!("aoe2-standings {user}");
        let main = pool::options(url.expose_secret())?.application_name(&name);
        let pooler = settings.database_pooler;
        let listen = match &settings.listen_database_url {
            Some(url) => {
                pool::options(url.expose_secret()).map_err(|_| Error::ListenDatabaseUrl)?.application_name(&name)
            }
            None if pooler == DatabasePooler::Transaction => return Err(Error::NoDirectAddress),
            None => main.clone(),
        };
        let pool = pool::connect_through(main, pooler.into(), settings.database_max_connections);
        Ok(Self { pool, listen, _own: None })
    }

    /// A pool of direct connections, past any pooler. Migrations need it, because their lock belongs to a session.
    #[must_use]
    pub fn direct(&self) -> Pool {
        pool::connect_lazily(self.listen.clone(), 1)
    }

    /// Like [`Database::find`], for admin commands: in development, when no database is configured, uses the demo's
    /// database while the demo runs.
    ///
    /// # Errors
    /// As [`Database::find`], and [`Error::TwoDatabases`] when the service runs beside the demo with its own.
    pub(crate) async fn find_or_demos(settings: &Settings, user: &str) -> Result<Self, Error> {
        if settings.database_url.is_some() || settings.environment != Environment::Development {
            return Self::find(settings, user).await;
        }
        let folder = std::path::absolute(&settings.data_dir)?;
        let Some(url) = demo_file::database(&folder).map_err(Error::DemoFile)? else {
            return Self::find(settings, user).await;
        };
        if Cluster::is_running(&folder) {
            return Err(Error::TwoDatabases);
        }
        tracing::info!("using the database of the demo that runs");
        let options = pool::options(url.expose_secret())?;
        Ok(Self {
            pool: pool::connect_lazily(options.clone(), settings.database_max_connections),
            listen: options,
            _own: None,
        })
    }

    /// The default database of a local server.
    ///
    /// # Errors
    /// [`Error::Store`] when its address is not valid.
    pub fn of(cluster: Cluster, max_connections: u32) -> Result<Self, Error> {
        tracing::info!(folder = %cluster.folder().display(), "using a Postgres server of our own");
        let options = pool::options(&cluster.url("postgres"))?;
        let pool = pool::connect_lazily(options.clone(), max_connections);
        Ok(Self { pool, listen: options, _own: Some(cluster) })
    }
}

/// Brings the schema up to date before the service runs, and returns the applied migrations. A newer version's schema
/// stays as it is: this version works with it, during a deploy and after the way back to an older image.
///
/// # Errors
/// As [`migrations::run`].
pub(crate) async fn migrate(pool: &Pool) -> Result<Vec<Migration>, store::Error> {
    match migrations::run(pool).await {
        Err(error) if migrations::is_of_newer(&error) => {
            tracing::warn!("the schema is of a newer version of the service, and stays as it is");
            Ok(Vec::new())
        }
        migrated => migrated,
    }
}

/// The most connections that a process with these settings has open at a time.
pub(crate) fn connections(settings: &Settings, role: Role) -> i64 {
    // The 2 are the outbox and its listener; the 1 is the lease.
    const SERVING: i64 = (api::READ_CONNECTIONS + api::SEARCH_CONNECTIONS) as i64 + 2;
    const POLLING: i64 = 1;
    let of_role = |plays: bool, connections: i64| if plays { connections } else { 0 };
    i64::from(settings.database_max_connections) + of_role(role.serves, SERVING) + of_role(role.polls, POLLING)
}

/// Waits until the database answers, then checks that it allows as many connections as this process may need, and that
/// its encoding and pooler are supported.
///
/// # Errors
/// [`Error::Store`] when its encoding is not UTF-8, or a pooler stands before it that was not declared.
pub(crate) async fn check(
    pool: Pool,
    pooler: DatabasePooler,
    needed: i64,
    stop: CancellationToken,
) -> Result<(), Error> {
    let Some(allowed) = until_answered(&stop, || pool::allowed_connections(&pool)).await? else { return Ok(()) };
    if let Some(allowed) = allowed.filter(|allowed| *allowed < needed) {
        tracing::error!(
            needed,
            allowed,
            "the database allows fewer connections than this process may need: some of its work will fail; raise the \
             limit of the role, the database or the server, or lower DATABASE_MAX_CONNECTIONS"
        );
    }
    // This check comes last, because it needs two connections at a time, which may be hard to get.
    let is_shared =
        pooler == DatabasePooler::None && until_answered(&stop, || pool::shares_sessions(&pool)).await? == Some(true);
    if is_shared { Err(store::Error::Pooler.into()) } else { Ok(()) }
}

/// Retries every second until the database answers. Returns `None` when the process is stopped before that.
async fn until_answered<T, Answer: Future<Output = Result<T, store::Error>>>(
    stop: &CancellationToken,
    ask: impl Fn() -> Answer,
) -> Result<Option<T>, Error> {
    loop {
        match stop.run_until_cancelled(ask()).await {
            None => return Ok(None),
            Some(Ok(answer)) => return Ok(Some(answer)),
            Some(Err(error @ (store::Error::Encoding(_) | store::Error::Pooler))) => return Err(error.into()),
            // The parts of the process that need the database log the failure themselves.
            Some(Err(_)) => {}
        }
        stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await;
    }
}
