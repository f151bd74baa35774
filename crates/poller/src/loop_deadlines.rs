//! Tracks whether the worker's loops make progress, without which the lease is not renewed.

use std::collections::BTreeMap;

use tokio::time::Instant;

use crate::Shared;

/// The deadline by which each loop has to end a tick.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoopDeadlines(Shared<BTreeMap<&'static str, Instant>>);

impl LoopDeadlines {
    /// Expects the loop `task` to end a tick by then.
    pub(crate) fn expect(&self, task: &'static str, by: Instant) {
        self.0.with(|due| due.insert(task, by));
    }

    /// Expects nothing of the loop `task` until it calls `expect` again.
    pub(crate) fn stands_by(&self, task: &'static str) {
        self.0.with(|due| due.remove(task));
    }

    /// A loop that should have ended a tick before `now`.
    pub(crate) fn stuck(&self, now: Instant) -> Option<&'static str> {
        self.0.with(|due| due.iter().find(|(_, by)| **by < now).map(|(task, _)| *task))
    }
}
