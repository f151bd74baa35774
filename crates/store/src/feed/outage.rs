//! Logs once when the outbox cannot be read, and once when it can again.

use crate::Error;

/// Whether the outbox could not be read when last tried.
#[derive(Debug, Default)]
pub(super) struct Outage {
    away: bool,
}

impl Outage {
    /// Logs once that the database is away. A missing schema is usual on a first start, while migrations run.
    pub(super) fn begins(&mut self, error: &Error) {
        if std::mem::replace(&mut self.away, true) {
            return;
        }
        if error.is_schema_missing() {
            tracing::info!("the outbox of nudges does not exist yet; looking every second whether migrations made it");
        } else {
            tracing::warn!(%error, "the outbox of nudges cannot be read: browsers hear of no change; check the database; trying every second");
        }
    }

    /// Logs that it can be read, if it could not before.
    pub(super) fn ends(&mut self) {
        if std::mem::take(&mut self.away) {
            tracing::info!("the outbox of nudges can be read again");
        }
    }
}
