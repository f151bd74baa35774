//! A server in a process of its own, and its resource use according to the kernel.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// How long a server may take to print its address.
const START: Duration = Duration::from_secs(30);
/// Runs the service until standard input closes, which happens however we end, even by SIGKILL; prints its process id.
const KEEPER: &str = r#"exec 3<&0; "$@" </dev/null >/dev/null 3<&- & echo $!; cat <&3 >/dev/null; kill -s KILL $!"#;
/// How many warnings of a server are passed on.
const MOST_WARNINGS: usize = 5;

/// A running server; it ends with its owner.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    id: u32,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts the service's executable, which `make bench` builds beside this one.
    pub(crate) fn service(environment: &[(&str, &str)]) -> Self {
        let executable = std::env::current_exe().unwrap().with_file_name("aoe2-standings");
        assert!(executable.exists(), "the service was not built: run `make bench`");
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "sh"]).arg(executable);
        command.env("NO_COLOR", "1").envs(environment.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let id = first_line(&mut child).parse().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (found, address) = mpsc::channel();
        thread::spawn(move || {
            let mut warnings = 0;
            for line in log.lines().map_while(Result::ok) {
                if let Some(port) = port_in(&line) {
                    let _ = found.send(SocketAddr::from(([127, 0, 0, 1], port)));
                } else if warnings < MOST_WARNINGS && !line.contains("INFO") {
                    warnings += 1;
                    eprintln!("  service: {line}");
                }
            }
        });
        let address = address.recv_timeout(START).unwrap();
        Self { child, id, address }
    }

    /// Starts a ceiling: this executable with a hidden command; its first line is its address.
    pub(crate) fn ceiling(kind: &str, file: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(kind).arg(file).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let address = first_line(&mut child).parse().unwrap();
        let id = child.id();
        Self { child, id, address }
    }

    /// Sends a ceiling the command to go ahead.
    pub(crate) fn go_ahead(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    /// Processor time used so far, to the nanosecond.
    pub(crate) fn cpu(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id)).unwrap().flatten();
        let run = |text: String| text.split_whitespace().next().and_then(|ran| ran.parse::<u64>().ok());
        let used = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
        Duration::from_nanos(used.filter_map(run).sum())
    }

    /// Its resident memory, in KiB.
    pub(crate) fn resident(&self) -> f64 {
        self.kibibytes("status", "VmRSS:")
    }

    /// The peak of its resident memory, in KiB.
    pub(crate) fn peak(&self) -> f64 {
        self.kibibytes("status", "VmHWM:")
    }

    fn kibibytes(&self, file: &str, field: &str) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/{file}", self.id)).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.trim().trim_end_matches("kB").trim().parse().unwrap()
    }

    /// How many files and sockets it has open.
    pub(crate) fn handles(&self) -> usize {
        handles(self.id())
    }

    pub(crate) fn id(&self) -> u32 {
        self.id
    }
}

/// How many files and sockets a process has open.
pub(crate) fn handles(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

fn port_in(line: &str) -> Option<u16> {
    let address = line.split_once("started address=")?.1.split_whitespace().next()?;
    Some(address.parse::<SocketAddr>().ok()?.port())
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
