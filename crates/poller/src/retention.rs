//! The loop that deletes rows past their retention.

use std::time::Duration;

use store::{
    lease::{self, Epoch},
    retention,
};

use crate::{BoxedTicker, Error, Poll, PollContext, Tick, TickOutcome, schedule::Schedule};

/// Declares the loop that deletes expired rows; it sends no requests.
pub(crate) const fn poll() -> Poll {
    Poll {
        schedule: Schedule::steady("retention", Duration::from_secs(600), None),
        status_row: None,
        ticker: |context| Some(BoxedTicker::new(Retention(context.clone()))),
    }
}

/// Deletes rows past their retention.
#[derive(Debug)]
pub struct Retention(pub PollContext);

impl Tick for Retention {
    /// Deletes the expired rows once.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
        retention::delete_expired(&mut tx).await?;
        tx.commit().await?;
        Ok(TickOutcome::default())
    }
}
