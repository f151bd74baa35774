//! Measures the memory of the idle service, without Postgres.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use tests::Database;

use crate::figure::Report;

const BOUND_MB: f64 = 25.0;

pub(crate) async fn measure(report: &mut Report) {
    let database = Database::fresh().await;
    let Some(mut service) = start(&database.url) else {
        report.note("idle memory", "the executable was not built: run `make bench`".to_owned());
        return;
    };
    tokio::time::sleep(Duration::from_secs(6)).await;
    let [resident, own] = ["VmRSS:", "RssAnon:"].map(|kind| memory_mb(service.id(), kind));
    let _ = service.kill();
    let _ = service.wait();
    match resident {
        Some(resident) => {
            report.at_most("resident memory of the idle service", resident, BOUND_MB, "MB");
            report.note("without pages of executables and libraries", format!("{:.1} MB", own.unwrap_or_default()));
        }
        None => report.note("idle memory", "this system does not tell".to_owned()),
    }
}

/// Starts the service's executable, in one process for both roles, with an unreachable upstream.
fn start(database: &str) -> Option<Child> {
    let executable = std::env::current_exe().ok()?.with_file_name("aoe2-standings");
    let mut command = Command::new(executable);
    command.env("DATABASE_URL", database).env("PORT", "0").env("UPSTREAM_BASE_URL", "http://127.0.0.1:9");
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// The process's memory of a kind that the kernel counts, such as `VmRSS:`.
fn memory_mb(process: u32, kind: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(kind))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1_024.0)
}
