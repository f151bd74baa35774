//! Queries of a server, a process or the file system, each with a time limit.

use std::{
    fs::Permissions,
    io::{BufRead as _, BufReader},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

pub(crate) const LONG: Duration = Duration::from_secs(60);

/// The answer of the server at `url` to `query`, as text.
pub(crate) fn ask(url: &str, query: &str) -> Result<String, sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = async {
        let mut connection = PgConnection::connect(url).await?;
        let answer = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut connection).await;
        connection.close().await?;
        answer
    };
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), answer).await }).expect("an answer in time")
}

/// Runs statements.
pub(crate) fn run(url: &str, statements: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

pub(crate) fn port(url: &str) -> u16 {
    url.rsplit_once('/').and_then(|(server, _)| server.rsplit_once(':')).unwrap().1.parse().unwrap()
}

/// Waits until `holds`, for ten seconds at most.
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "within ten seconds: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn is_closed(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_err()
}

/// A folder with access for everybody, for servers that run as another account.
pub(crate) fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    folder
}

/// The executable, which puts its temporary server below `temporary`.
pub(crate) fn local_postgres(temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-postgres"));
    command.env("TMPDIR", temporary).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The output of a process that ends by itself.
pub(crate) fn finished(mut process: Child) -> Output {
    let deadline = Instant::now() + LONG;
    while process.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            process.kill().unwrap();
            panic!("it should have ended long ago");
        }
        thread::sleep(Duration::from_millis(10));
    }
    process.wait_with_output().unwrap()
}

/// The first line of a process' output.
pub(crate) fn first_line(process: &mut Child) -> String {
    let stdout = process.stdout.take().expect("a pipe");
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(stdout).read_line(&mut line);
        let _ = sender.send(line.trim().to_owned());
    });
    let line = receiver.recv_timeout(LONG).expect("a line in time");
    assert!(!line.is_empty(), "it printed nothing");
    line
}
