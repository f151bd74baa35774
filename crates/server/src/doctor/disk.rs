//! Free space on the disk on which the service's own Postgres server keeps its data.

use std::path::Path;

use api::Environment;
use rustix::fs::statvfs;

use super::finding::Finding;
use crate::Settings;

const CHECK: &str = "disk.data_dir";
/// With less free space, in bytes, Postgres is about to stop.
const NONE: u64 = 200_000_000;
/// Less than this is little for an event.
const LITTLE: u64 = 2_000_000_000;

/// Nothing, where the database is elsewhere.
pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    if settings.database_url.is_some() || settings.environment != Environment::Development {
        return Vec::new();
    }
    vec![finding(&settings.data_dir)]
}

fn finding(folder: &Path) -> Finding {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    // It is created at the first start.
    let there = folder.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(folder.as_path());
    let free = match statvfs(there) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            let found = format!("{}: {error}", there.display());
            return Finding::warning(CHECK, found, "set DATA_DIR to a folder that can be read");
        }
    };
    let found = format!("{} MB are free for {}", free / 1_000_000, folder.display());
    let advice = "free some, or set DATA_DIR to a folder on another disk";
    match free {
        0..NONE => Finding::failed(CHECK, found, advice),
        NONE..LITTLE => Finding::warning(CHECK, found, advice),
        _ => Finding::ok(CHECK, found),
    }
}
