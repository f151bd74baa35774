//! Deletes what is past its retention, as one more loop.

use store::{
    lease::{self, Epoch},
    retention,
};

use crate::{Error, Outcome, PollContext, Tick};

/// Deletes rows past their retention.
#[derive(Debug)]
pub struct Retention(pub PollContext);

impl Tick for Retention {
    /// Deletes once.
    ///
    /// # Errors
    /// When a statement fails: see [`store::Error`].
    async fn tick(&self, epoch: Epoch) -> Result<Outcome, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
        retention::delete_expired(&mut tx).await?;
        tx.commit().await?;
        Ok(Outcome::default())
    }
}
