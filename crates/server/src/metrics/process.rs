//! What the kernel says of this process. Where it says nothing, there are no such figures.

use std::{fs, sync::OnceLock};

use rustix::param::clock_ticks_per_second;

/// The place of a process's start among the fields of `/proc/self/stat`, counted after the name; likewise its times.
const STARTED: usize = 19;
const USER_TIME: usize = 11;
const SYSTEM_TIME: usize = 12;

/// Its figures as text.
pub(super) fn figures() -> String {
    let cpu = stat().and_then(|stat| Some(ticks(&stat, USER_TIME)? + ticks(&stat, SYSTEM_TIME)?));
    let memory = figure("/proc/self/status", "VmRSS:").map(|kilobytes| kilobytes * 1024.0);
    // One of the open files is this look's own.
    let open = fs::read_dir("/proc/self/fd").ok().map(|open| open.count().saturating_sub(1) as f64);
    let figures = [
        ("process_start_time_seconds", "gauge", started()),
        ("process_cpu_seconds_total", "counter", cpu),
        ("process_resident_memory_bytes", "gauge", memory),
        ("process_open_fds", "gauge", open),
    ];
    let known = figures.into_iter().filter_map(|(name, kind, value)| Some((name, kind, value?)));
    known.map(|(name, kind, value)| format!("# TYPE {name} {kind}\n{name} {value}\n\n")).collect()
}

/// When the process started; the same at each look, though the machine's clock be set.
fn started() -> Option<f64> {
    static STARTED_AT: OnceLock<Option<f64>> = OnceLock::new();
    *STARTED_AT.get_or_init(|| Some(figure("/proc/stat", "btime")? + ticks(&stat()?, STARTED)?))
}

fn stat() -> Option<String> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name before may hold anything, brackets included.
    Some(stat.rsplit_once(')')?.1.to_owned())
}

/// A field in seconds.
fn ticks(stat: &str, field: usize) -> Option<f64> {
    let ticks: f64 = stat.split_whitespace().nth(field)?.parse().ok()?;
    Some(ticks / clock_ticks_per_second() as f64)
}

/// The number behind a name.
fn figure(path: &str, name: &str) -> Option<f64> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}
