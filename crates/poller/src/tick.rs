//! The trait of a loop's step.

use std::time::Duration;

use store::lease::Epoch;

use crate::Error;

/// A loop's step: everything it does, whenever it is done.
pub trait Tick {
    /// Does it once, under the lease of `epoch`.
    ///
    /// # Errors
    /// When it could not be done; then nothing of it is written.
    fn tick(&self, epoch: Epoch) -> impl Future<Output = Result<Outcome, Error>> + Send;

    /// Waits until there is something to do before the next cadence.
    fn wake(&self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// What a tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many things changed: accounts, matches, or whoever is in a changed lobby.
    pub changed: usize,
    /// How many rows of the payloads were of no use.
    pub dropped: usize,
    /// How long the upstream asks us to wait, though it answered something.
    pub retry_after: Option<Duration>,
    /// In which time to tick again, if before the next cadence: something is known to be on its way.
    pub again_in: Option<Duration>,
}
