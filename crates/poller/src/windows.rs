//! Window transitions: publishes nudges when tournaments start or end by the clock.

use std::time::Duration;

use domain::nudge::{Event, Scope};
use store::{
    lease::{self, Epoch},
    nudges, windows,
};

use crate::{BoxedTicker, Error, Poll, PollContext, Tick, TickOutcome, schedule::Schedule};

/// Declares the watch for window bounds; it sends no requests.
pub(crate) const fn poll() -> Poll {
    Poll {
        schedule: Schedule::steady("windows", Duration::from_secs(1), None),
        status_row: None,
        ticker: |context| Some(BoxedTicker::new(WindowsWatch(context.clone()))),
    }
}

/// Watches for window bounds that pass.
#[derive(Debug)]
pub struct WindowsWatch(pub PollContext);

impl Tick for WindowsWatch {
    /// Checks once: nudges the tournaments that started or ended since the last announcement, each exactly once, even
    /// if no worker ran at that moment.
    ///
    /// # Errors
    /// [`Error::Store`]; then the next tick announces the bounds.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let PollContext { pool, clock, .. } = &self.0;
        let now = clock.now();
        let since = windows::announced_until(pool).await?;
        let passed = match since {
            Some(since) => windows::passed(pool, since, now).await?,
            None => std::collections::BTreeSet::new(),
        };
        if since.is_some() && passed.is_empty() {
            return Ok(TickOutcome::default());
        }
        let mut tx = lease::begin(pool, epoch).await?;
        windows::announce_until(&mut tx, now).await?;
        if let Some(scope) = Scope::only(passed.iter().copied()) {
            nudges::publish(&mut tx, Event::Standings, &scope, now).await?;
            nudges::publish(&mut tx, Event::Live, &scope, now).await?;
        }
        tx.commit().await?;
        Ok(TickOutcome { changed: passed.len(), ..TickOutcome::default() })
    }
}
