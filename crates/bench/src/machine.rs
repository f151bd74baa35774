//! Describes the machine on which the figures were measured.

use std::fs;

use tests::Database;

/// One line: cores, memory, kernel, database, and the machine's other load.
pub(crate) async fn description() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = read("/proc/meminfo");
    let memory: u64 = memory.split_whitespace().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let postgres: String = Database::fresh().await.value("select current_setting('server_version')").await;
    let model = model.trim_start_matches([':', '\t', ' ']);
    let memory = memory / 1_048_576;
    let kernel = kernel.trim();
    format!(
        "machine: {cores} cores ({model}), {memory} GB, Linux {kernel}, Postgres {postgres}, load at the end {load}"
    )
}
