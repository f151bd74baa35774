//! One round of a poll over accounts, in parts, so that refused or failing accounts affect only their own tournament.
//!
//! Healthy accounts are fetched and stored first. The others follow in small requests that never mix tournaments.

mod parts;
mod progress;
#[cfg(test)]
mod tests;
mod unsettled;

use domain::{
    clock::{SharedClock, Timestamp},
    id::ProfileId,
};
use relic::BatchResult;
use store::{lease::Epoch, poll_status::StatusRow};

use crate::{AccountQueue, Error, PollRound, TickOutcome};
use progress::RoundProgress;
use unsettled::Unsettled;

/// A poll that fetches data by account.
pub(crate) trait AccountPoll: Sync {
    /// What the upstream returns for one account.
    type Row: Send + Sync;
    /// The row in which the poll records its successes.
    const STATUS_ROW: StatusRow;
    /// The most accounts in one request.
    const BATCH: usize;
    /// The most accounts that share requests and are stored together.
    const PART: usize;

    /// Runs `work` on the queue of accounts.
    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R;

    /// Fetches `profiles`; `is_answering` says whether the upstream answered anything in this round.
    fn fetch(&self, profiles: &[ProfileId], is_answering: bool) -> impl Future<Output = BatchResult<Self::Row>> + Send;

    /// Writes what differs, records the poll and the accounts that were `answered`, and publishes nudges. Returns how
    /// many things changed.
    ///
    /// # Errors
    /// [`Error::Store`]; then nothing is written.
    fn save(
        &self,
        polled: &BatchResult<Self::Row>,
        answered: &[ProfileId],
        epoch: Epoch,
        now: Timestamp,
    ) -> impl Future<Output = Result<usize, Error>> + Send;
}

/// Fetches the accounts of `round` and stores what is new. What it does not get to, or cannot store, goes back to the
/// queue, also when it is cut off.
///
/// # Errors
/// [`Error::Round`] when every request failed, [`Error::Refused`] when there are only refused accounts, and
/// [`Error::Store`] when the database failed to store something. What was stored before stays.
pub(crate) async fn run_round<P: AccountPoll>(
    poll: &P,
    round: PollRound,
    epoch: Epoch,
    clock: &SharedClock,
    now: Timestamp,
) -> Result<TickOutcome, Error> {
    let knows_good_accounts = !round.shared.is_empty();
    let mut progress = RoundProgress {
        poll,
        epoch,
        now,
        clock,
        outcome: TickOutcome::default(),
        failures: Vec::new(),
        is_answering: false,
        is_saved: false,
        unsettled: Unsettled::of(poll, round),
    };
    progress.poll_shared().await?;
    progress.poll_apart().await?;
    progress.finish(knows_good_accounts).await
}
