//! Whether the worker's loops make progress: only then is its lease worth renewing.

use std::collections::BTreeMap;

use tokio::time::Instant;

use crate::Shared;

/// By when each loop has to have ended a tick.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress(Shared<BTreeMap<&'static str, Instant>>);

impl Progress {
    /// The loop `task` has to have ended a tick by then.
    pub(crate) fn expect(&self, task: &'static str, by: Instant) {
        self.0.with(|due| due.insert(task, by));
    }

    /// Nothing is expected of the loop `task` until it says otherwise: it stands by.
    pub(crate) fn stands_by(&self, task: &'static str) {
        self.0.with(|due| due.remove(task));
    }

    /// A loop that should have ended a tick before `now`.
    pub(crate) fn stuck(&self, now: Instant) -> Option<&'static str> {
        self.0.with(|due| due.iter().find(|(_, by)| **by < now).map(|(task, _)| *task))
    }
}
