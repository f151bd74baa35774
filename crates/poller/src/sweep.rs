//! Housekeeping as one more loop.

use store::{
    housekeeping,
    lease::{self, Epoch},
};

use crate::{Error, Outcome, PollContext, Tick};

/// Sweeps out what is not needed any more.
#[derive(Debug)]
pub struct Sweep(pub PollContext);

impl Tick for Sweep {
    /// One sweep.
    ///
    /// # Errors
    /// When a statement fails: see [`store::Error`].
    async fn tick(&self, epoch: Epoch) -> Result<Outcome, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
        housekeeping::sweep(&mut tx).await?;
        tx.commit().await?;
        Ok(Outcome::default())
    }
}
