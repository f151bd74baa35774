//! The size and duration of cases: full for the figures, or just enough to see that a case works.

use std::time::Duration;

/// The command-line argument for the small size.
pub(crate) const BRIEF: &str = "brief";

/// Full, or brief.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) brief: bool,
}

impl Extent {
    /// `full` of something, or a tenth of it.
    pub(crate) fn count(self, full: usize) -> usize {
        if self.brief { full.div_ceil(10) } else { full }
    }

    /// `full` seconds, or a quarter of them.
    pub(crate) fn seconds(self, full: u64) -> Duration {
        let full = Duration::from_secs(full);
        if self.brief { full / 4 } else { full }
    }
}
