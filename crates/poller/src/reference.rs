//! The poll of the catalogue: leaderboards and civilizations.

use std::time::Duration;

use domain::nudge::{Event, Scope};
use store::{
    lease::{self, Epoch},
    nudges, poll_status, reference,
};

use crate::{BoxedTicker, Error, Poll, PollContext, Settings, Tick, TickOutcome, outages::Source, schedule::Schedule};

/// How long to wait after a failure: less than the cadence, which is long.
const RETRY: Duration = Duration::from_secs(60);

/// Declares the poll of the catalogue.
pub(crate) fn poll(settings: &Settings) -> Poll {
    let (name, cadence) = (reference::STATUS_ROW.name(), settings.poll_reference_seconds);
    Poll {
        schedule: Schedule { name, cadence, retry: RETRY.min(cadence), source: Some(Source::Upstream) },
        status_row: Some(reference::STATUS_ROW),
        ticker: |context| Some(BoxedTicker::new(ReferencePoll(context.clone()))),
    }
}

/// Polls the catalogue.
#[derive(Debug)]
pub struct ReferencePoll(pub PollContext);

impl Tick for ReferencePoll {
    /// Polls once: stores the catalogue, and nudges every tournament when a name changed.
    ///
    /// # Errors
    /// [`Error::Upstream`] when the catalogue could not be fetched or is empty, [`Error::Store`] when the database
    /// failed; then the last good one stays.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let PollContext { relic, pool, clock, match_types, .. } = &self.0;
        let catalogue = relic.catalogue().await?;
        let now = clock.now();
        let mut tx = lease::begin(pool, epoch).await?;
        let changed = reference::save(&mut tx, &catalogue).await?;
        poll_status::record(&mut tx, reference::STATUS_ROW, now).await?;
        if changed {
            nudges::publish(&mut tx, Event::Standings, &Scope::All, now).await?;
        }
        tx.commit().await?;
        match_types.with(|types| *types = std::mem::take(types).with(&catalogue));
        Ok(TickOutcome { changed: usize::from(changed), ..TickOutcome::default() })
    }
}
