//! A database for one test, on a server shared by the tests of one process.

use std::{
    collections::VecDeque,
    io::Write as _,
    process::{Command, Output, Stdio},
    sync::{
        LazyLock, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};

use local_postgres::{Binaries, Cluster};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, migrate::Migrator};
use store::{
    Pool,
    pool::{self, ConnectOptions},
};
use tokio::sync::OnceCell;

use crate::{EVENTUALLY, until};

/// The server ends with the process: its keeper sees the pipe close.
static CLUSTER: OnceLock<Cluster> = OnceLock::new();
/// Another server with few databases, so that a copy of it is small.
static COPIED: OnceLock<Cluster> = OnceLock::new();
static TEMPLATE: OnceCell<()> = OnceCell::const_new();
/// Receives the names of databases that no test uses any longer.
static UNUSED: LazyLock<Sender<String>> = LazyLock::new(drop_unused);
/// The newest unused databases are kept: what outlives a `Database` in its test may still use it.
const KEPT: usize = 100;
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The migrations, which tests may stop at any version.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// A fresh database with the schema in place.
#[derive(Debug)]
pub struct Database {
    /// Its URL.
    pub url: String,
    /// Connections to it.
    pub pool: Pool,
    /// Its name, if it is dropped after the test: all of them at once take gigabytes.
    unused: Option<String>,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = self.unused.take() {
            let _ = UNUSED.send(name);
        }
    }
}

impl Database {
    /// Creates one.
    pub async fn fresh() -> Self {
        TEMPLATE
            .get_or_init(async || {
                let template = Self::create_on(server(), "template_standings", "").await;
                store::migrations::run(&template.pool).await.expect("the schema applies");
                // Nudges that tests insert directly are numbered from 1; published ones have ids of the clock.
                template.run("alter sequence nudges_id_seq restart with 1").await;
                drop(template);
            })
            .await;
        Self::create(&format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed)), "template template_standings").await
    }

    /// Creates one on the server that tests make standbys of ([`copied_server`]).
    pub async fn on_copied_server() -> Self {
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let server = tokio::task::spawn_blocking(copied_server).await.unwrap();
        let database = Self::create_on(server, &name, "").await;
        store::migrations::run(&database.pool).await.expect("the schema applies");
        database
    }

    /// Creates one without a schema.
    pub async fn empty(name: &str) -> Self {
        Self::create(name, "").await
    }

    async fn create(name: &str, options: &str) -> Self {
        let mut created = Self::create_on(server(), name, options).await;
        created.unused = Some(name.to_owned());
        created
    }

    async fn create_on(server: &Cluster, name: &str, options: &str) -> Self {
        let mut operator = PgConnection::connect(&server.url("postgres")).await.expect("the server answers");
        sqlx::query(AssertSqlSafe(format!("create database {name} {options}"))).execute(&mut operator).await.unwrap();
        let url = server.url(name);
        Self { pool: pool::connect_lazily(pool::options(&url).unwrap(), 10), url, unused: None }
    }

    /// The options for connecting to it.
    #[must_use]
    pub fn options(&self) -> ConnectOptions {
        pool::options(&self.url).unwrap()
    }

    /// Connections of the driver's own pool, for functions that take no other.
    #[must_use]
    pub fn driver_pool(&self) -> sqlx::PgPool {
        sqlx::postgres::PgPoolOptions::new().max_connections(2).connect_lazy(&self.url).unwrap()
    }

    /// The single value of a query.
    pub async fn value<T>(&self, query: &'static str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(query).fetch_one(&self.pool).await.unwrap()
    }

    /// Waits until no connection to it is in a statement or a transaction.
    pub async fn wait_until_idle(&self) {
        let others = "select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
        until("nobody uses the database", Duration::from_secs(10), async || self.value::<i64>(others).await == 0).await;
    }

    /// Waits until a connection listens to its notifications.
    pub async fn wait_for_listener(&self) {
        let listeners =
            "select count(*) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'";
        until("somebody listens", Duration::from_secs(10), async || self.value::<i64>(listeners).await > 0).await;
    }

    /// Waits until a connection to it waits for a lock.
    pub async fn wait_for_lock(&self) {
        let waiting = "select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        until("somebody waits for a lock", EVENTUALLY, async || self.value::<i64>(waiting).await > 0).await;
    }

    /// Runs a statement.
    pub async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.pool).await.unwrap();
    }
}

impl Database {
    /// A backup of everything in it, as a script that replaces the current contents.
    #[must_use]
    pub fn backup(&self) -> Vec<u8> {
        let mut dump = client_program("pg_dump");
        successful(&dump.args(["--clean", "--if-exists", "--no-owner", &self.url]).output().unwrap())
    }

    /// Restores `backup`, in one transaction.
    pub fn restore(&self, backup: &[u8]) {
        let mut psql = client_program("psql");
        psql.args(["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", &self.url]);
        let mut psql = psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        psql.stdin.take().unwrap().write_all(backup).unwrap();
        successful(&psql.wait_with_output().unwrap());
    }
}

/// A client program of Postgres. It is beside the server's program; on the `PATH` there may be only links.
fn client_program(name: &str) -> Command {
    let server = std::fs::canonicalize(Binaries::find().unwrap().program("postgres")).unwrap();
    Command::new(server.with_file_name(name))
}

/// The output of a program that has to succeed.
fn successful(output: &Output) -> Vec<u8> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.clone()
}

/// The shared server.
pub fn server() -> &'static Cluster {
    CLUSTER.get_or_init(|| Cluster::throw_away().expect("a Postgres server (see `make setup`)"))
}

/// A server whose copies are small: only tests with standbys have databases there.
pub fn copied_server() -> &'static Cluster {
    COPIED.get_or_init(|| Cluster::throw_away().expect("a Postgres server (see `make setup`)"))
}

/// Starts a thread that drops databases, even if they have connections.
fn drop_unused() -> Sender<String> {
    let (sender, names) = mpsc::channel::<String>();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut operator = PgConnection::connect(&server().url("postgres")).await.unwrap();
            let mut unused = VecDeque::new();
            for name in names {
                unused.push_back(name);
                if unused.len() <= KEPT {
                    continue;
                }
                if let Some(oldest) = unused.pop_front() {
                    // A test may have paused one of its server processes: such a database stays.
                    let statement = AssertSqlSafe(format!("drop database if exists {oldest} with (force)"));
                    let _ = sqlx::query(statement).execute(&mut operator).await;
                }
            }
        });
    });
    sender
}
