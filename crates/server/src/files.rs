//! The process's limit of open files, which also limits its connections.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Open files reserved for everything but client connections: the database, the upstream, the executable itself.
const OTHERS: u64 = 128;

/// Raises the limit as far as the system allows, and returns the number of client connections that it leaves room for.
pub(crate) fn room_for_connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum;
    // If the system refuses, the former limit stays.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
    let files = getrlimit(Resource::Nofile).current;
    files.map_or(usize::MAX, |files| usize::try_from(files.saturating_sub(OTHERS)).unwrap_or(usize::MAX))
}
