//! The trait of a loop's step, and any such step in a box.

use std::{fmt, time::Duration};

use futures_util::future::BoxFuture;
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

/// A step of any loop.
pub struct BoxedTick(Box<dyn DynTick>);

impl BoxedTick {
    pub(crate) fn new(step: impl Tick + Send + Sync + 'static) -> Self {
        Self(Box::new(step))
    }
}

impl Tick for BoxedTick {
    fn tick(&self, epoch: Epoch) -> impl Future<Output = Result<Outcome, Error>> + Send {
        self.0.boxed_tick(epoch)
    }

    fn wake(&self) -> impl Future<Output = ()> + Send {
        self.0.boxed_wake()
    }
}

impl fmt::Debug for BoxedTick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxedTick")
    }
}

/// [`Tick`] with futures of one size, as a trait object needs them.
trait DynTick: Send + Sync {
    fn boxed_tick(&self, epoch: Epoch) -> BoxFuture<'_, Result<Outcome, Error>>;
    fn boxed_wake(&self) -> BoxFuture<'_, ()>;
}

impl<T: Tick + Send + Sync> DynTick for T {
    fn boxed_tick(&self, epoch: Epoch) -> BoxFuture<'_, Result<Outcome, Error>> {
        Box::pin(self.tick(epoch))
    }

    fn boxed_wake(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wake())
    }
}
