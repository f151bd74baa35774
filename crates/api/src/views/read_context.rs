//! What reads need of the rest of the service.

use std::sync::Arc;

use domain::clock::SharedClock;
use store::Pool;

use super::InvalidationVersions;

/// The database, the time, and what goes out of date.
#[derive(Clone, Debug)]
pub(crate) struct ReadContext {
    /// Reads once per change: a few connections, however many viewers there are.
    pub(crate) pool: Pool,
    pub(crate) clock: SharedClock,
    pub(crate) versions: Arc<InvalidationVersions>,
}
