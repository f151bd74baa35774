//! The parts of the service that reads need.

use std::sync::Arc;

use domain::clock::SharedClock;
use store::Pool;

use super::InvalidationVersions;

/// The database, the clock, the invalidation versions, and the service's own address.
#[derive(Clone, Debug)]
pub(crate) struct ReadContext {
    /// A few connections, which read once per change, however many viewers there are.
    pub(crate) pool: Pool,
    pub(crate) clock: SharedClock,
    pub(crate) versions: Arc<InvalidationVersions>,
    /// The address at which the service is found, without a slash at its end; empty if it is not configured.
    pub(crate) base_url: Arc<str>,
}
