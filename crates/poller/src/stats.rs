//! Accounts and ratings.

use domain::nudge::Event;
use store::{
    lease::{self, Epoch},
    poll_status::Poll,
    roster, stats,
};

use crate::{Error, Outcome, Tick, Tools, error::Failures, publish};

/// Polls the accounts and ratings of everybody on a roster.
#[derive(Debug)]
pub struct StatsPoll(pub Tools);

impl Tick for StatsPoll {
    /// One round: fetches, writes what changed, observes ratings, nudges the tournaments concerned.
    ///
    /// # Errors
    /// When nothing could be fetched, or the database did not take it; then nothing is written.
    async fn tick(&self, epoch: Epoch) -> Result<Outcome, Error> {
        let Tools { relic, pool, clock, selection, .. } = &self.0;
        let tracked: Vec<_> = roster::tracked(pool).await?.into_iter().collect();
        let polled = relic.personal_stats(&tracked).await;
        let failures = Failures::of(&polled.failures);
        let retry_after = failures.as_ref().and_then(Failures::retry_after);
        if let Some(failures) = failures {
            if polled.rows.is_empty() {
                return Err(Error::Round(failures));
            }
            let status = failures.status();
            tracing::warn!(source = "upstream", task = "stats", status, %failures, "some accounts could not be polled");
        }
        let now = clock.now();
        let mut tx = lease::begin(pool, epoch).await?;
        let changed = stats::save(&mut tx, &polled.rows, now).await?;
        let concerned = roster::tournaments_of(&mut tx, &changed).await?;
        publish::finish(tx, Poll::Stats, now, &[(Event::Standings, concerned)]).await?;
        selection.with(|selection| selection.played(&polled.rows));
        Ok(Outcome { changed: changed.len(), dropped: polled.dropped, retry_after })
    }
}
