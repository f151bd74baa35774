//! An executable of the workspace, built once, and run with only the environment that a test gives it.

use std::{
    path::{Path, PathBuf},
    process::{Command as Cargo, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use reqwest::{Client, Response};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::Frames;

/// Longer than any start takes on a machine that is busy with other tests.
const START: Duration = Duration::from_secs(20);
/// How long a process may take to stop.
const STOP: Duration = Duration::from_secs(10);
/// How long it may take to read the rest of a process's output.
const AFTER_THE_END: Duration = Duration::from_secs(2);

/// The folder of the executables: where cargo put this test, and built with the same features.
fn executables() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        // target/<profile>/deps/processes-<hash>
        let folder = test.ancestors().nth(2).unwrap();
        let profile = match folder.file_name().unwrap().to_str().unwrap() {
            "debug" => "dev",
            other => other,
        };
        let mut cargo = Cargo::new(env!("CARGO"));
        // Variables set by the cargo that runs the tests. Some build scripts depend on them, so that everything that
        // links `ring` would be recompiled.
        for (name, _) in std::env::vars() {
            if name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_") {
                cargo.env_remove(name);
            }
        }
        let built = cargo
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .args(["build", "--quiet", "--bins", "--package", "tests", "--package", "server"])
            .args(["--features", "server/demo", "--profile", profile, "--target-dir"])
            .arg(folder.parent().unwrap())
            .status()
            .unwrap();
        assert!(built.success(), "the executables are built");
        folder.to_owned()
    })
}

/// A free port below those that the system assigns, so that no other program gets it meanwhile.
#[must_use]
pub fn free_port() -> u16 {
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    let start = || AtomicU16::new(20_000 + u16::try_from(std::process::id() % 10_000).unwrap());
    loop {
        let port = NEXT.get_or_init(start).fetch_add(1, Ordering::Relaxed);
        if std::net::TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
}

/// The path of an executable.
#[must_use]
pub fn executable(name: &str) -> PathBuf {
    executables().join(name)
}

/// A program to run.
#[derive(Debug)]
pub struct Program {
    command: Command,
    folder: TempDir,
}

impl Program {
    /// One of the executables, in a folder of its own.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut command = Command::new(executables().join(name));
        // It has no `.env` and no data but its own.
        let folder = tempfile::tempdir().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", folder.path())
            .env("NO_COLOR", "1")
            .current_dir(folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        Self { command, folder }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "texts and numbers alike, as they read best")]
    pub fn set(mut self, name: &str, value: impl ToString) -> Self {
        self.command.env(name, value.to_string());
        self
    }

    /// Runs it in this folder instead of its own.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Polls at cadences for tests; the catalogue and matches only once.
    #[must_use]
    pub fn polling(self, upstream: &str) -> Self {
        self.set("UPSTREAM_BASE_URL", upstream)
            .set("POLL_STATS_SECONDS", "0.2")
            .set("POLL_LIVE_SECONDS", "0.2")
            .set("POLL_MATCHES_SECONDS", 3600)
            .set("POLL_REFERENCE_SECONDS", 3600)
    }

    /// Starts it.
    pub fn start(mut self) -> Running {
        let mut child = self.command.spawn().unwrap();
        let printed = Arc::new(Mutex::new(String::new()));
        let outputs = vec![
            tokio::spawn(listen(child.stdout.take().unwrap(), Arc::clone(&printed))),
            tokio::spawn(listen(child.stderr.take().unwrap(), Arc::clone(&printed))),
        ];
        Running { child, printed, outputs, port: 0, _folder: self.folder }
    }

    /// Starts it on a free port and waits until it answers.
    pub async fn serve(self) -> Running {
        let port = free_port();
        let mut running = self.set("PORT", port).start();
        running.port = port;
        running.wait_until_healthy().await;
        running
    }

    /// Runs it to its end, which must come soon. Returns the exit code and all output.
    pub async fn finish(self) -> (i32, String) {
        let mut running = self.start();
        let code = running.exit_code(START).await;
        (code, running.output())
    }
}

async fn listen(from: impl AsyncRead + Unpin, printed: Arc<Mutex<String>>) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let mut printed = printed.lock().unwrap();
        printed.push_str(&line);
        printed.push('\n');
    }
}

/// A running program; killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    printed: Arc<Mutex<String>>,
    /// The tasks that read its output.
    outputs: Vec<JoinHandle<()>>,
    /// The port it serves on.
    pub port: u16,
    _folder: TempDir,
}

impl Running {
    /// Its output so far, of both streams.
    #[must_use]
    pub fn output(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// Waits until `text` is in its output.
    ///
    /// # Panics
    /// When it is not `within` the time.
    pub async fn wait_for_output(&self, text: &str, within: Duration) {
        let started = Instant::now();
        while !self.output().contains(text) {
            assert!(started.elapsed() < within, "it does not print {text:?}:\n{}", self.output());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(self.id().try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// Waits until it ends by itself. Returns the exit code.
    pub async fn exit_code(&mut self, within: Duration) -> i32 {
        let ended = timeout(within, self.child.wait()).await;
        let status = ended.unwrap_or_else(|_| panic!("it runs on after {within:?}:\n{}", self.output())).unwrap();
        // Processes that it left behind may hold its outputs open.
        let _ = timeout(AFTER_THE_END, join_all(self.outputs.drain(..))).await;
        status.code().unwrap_or_else(|| panic!("ended by a signal:\n{}", self.output()))
    }

    /// Waits until it ends by a signal that it cannot handle.
    pub async fn wait_until_killed(&mut self) {
        let status = timeout(STOP, self.child.wait()).await.expect("it ends").unwrap();
        assert_eq!(status.code(), None, "{}", self.output());
    }

    /// Sends it a signal to stop, after which it must exit in time and with success.
    pub async fn stop(&mut self, signal: Signal) {
        self.signal(signal);
        let code = self.exit_code(STOP).await;
        assert_eq!(code, 0, "{}", self.output());
    }

    /// The resident memory of the process, in bytes (`VmRSS` of /proc/PID/status).
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        let id = self.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// The answer to a GET; `None` while nobody listens.
    pub async fn ask(&self, path: &str) -> Option<Response> {
        client().get(format!("http://127.0.0.1:{}{path}", self.port)).send().await.ok()
    }

    /// The body of a GET once it is as expected.
    pub async fn eventually(
        &self,
        path: &str,
        within: Duration,
        is_so: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        let started = Instant::now();
        loop {
            let body = match self.ask(path).await {
                Some(answer) => answer.text().await.unwrap_or_default(),
                None => String::new(),
            };
            let read = serde_json::from_str(&body).unwrap_or_default();
            if is_so(&read) {
                return read;
            }
            assert!(started.elapsed() < within, "GET {path} stayed {body:?}\n{}", self.output());
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it answers.
    pub async fn wait_until_healthy(&self) {
        self.eventually("/health", START, |health| health["status"] == "healthy").await;
    }

    /// An open stream, after its opening.
    pub async fn stream(&self) -> Frames {
        let mut frames = Frames::of(self.ask("/v1/stream").await.unwrap());
        assert!(frames.next().await.unwrap().retry.is_some());
        frames
    }
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap()
}
