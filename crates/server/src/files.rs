//! How many files this process may have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are no connections of clients: the database's, the upstream's, the executable's own.
const OTHERS: u64 = 128;

/// Raises the limit as far as it goes, and says how many connections that leaves room for.
pub(crate) fn room_for_connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum;
    // Refused is as it was.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
    let files = getrlimit(Resource::Nofile).current;
    files.map_or(usize::MAX, |files| usize::try_from(files.saturating_sub(OTHERS)).unwrap_or(usize::MAX))
}
