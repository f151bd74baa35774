//! What a loop runs at its cadence: the trait of tickers, and a boxed one.

use std::{fmt, time::Duration};

use futures_util::future::BoxFuture;
use store::lease::Epoch;

use crate::Error;

/// What a loop runs: everything that it does in one tick, independent of its schedule.
pub trait Tick {
    /// Runs once, under the lease of `epoch`.
    ///
    /// # Errors
    /// When the tick failed; then nothing of it is written.
    fn tick(&self, epoch: Epoch) -> impl Future<Output = Result<TickOutcome, Error>> + Send;

    /// Waits until there is work before the next cadence.
    fn wake(&self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// What a tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickOutcome {
    /// How many things changed: accounts, matches, or members of changed lobbies.
    pub changed: usize,
    /// How many rows of the payloads were unusable.
    pub dropped: usize,
    /// How long the upstream asks us to wait, although it answered something.
    pub retry_after: Option<Duration>,
    /// How soon to tick again, if before the next cadence, because new data is expected.
    pub again_in: Option<Duration>,
}

/// The ticker of any loop.
pub struct BoxedTicker(Box<dyn DynTick>);

impl BoxedTicker {
    pub(crate) fn new(ticker: impl Tick + Send + Sync + 'static) -> Self {
        Self(Box::new(ticker))
    }
}

impl Tick for BoxedTicker {
    fn tick(&self, epoch: Epoch) -> impl Future<Output = Result<TickOutcome, Error>> + Send {
        self.0.boxed_tick(epoch)
    }

    fn wake(&self) -> impl Future<Output = ()> + Send {
        self.0.boxed_wake()
    }
}

impl fmt::Debug for BoxedTicker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxedTicker")
    }
}

/// [`Tick`] with boxed futures, which a trait object needs.
trait DynTick: Send + Sync {
    fn boxed_tick(&self, epoch: Epoch) -> BoxFuture<'_, Result<TickOutcome, Error>>;
    fn boxed_wake(&self) -> BoxFuture<'_, ()>;
}

impl<T: Tick + Send + Sync> DynTick for T {
    fn boxed_tick(&self, epoch: Epoch) -> BoxFuture<'_, Result<TickOutcome, Error>> {
        Box::pin(self.tick(epoch))
    }

    fn boxed_wake(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wake())
    }
}
