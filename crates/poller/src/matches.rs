//! Finished matches.

use domain::nudge::Event;
use store::{
    lease::{self, Epoch},
    matches,
    poll_status::Poll,
    roster,
};

use crate::{Error, Outcome, Tick, Tools, error::Failures, publish};

/// Polls the histories of everybody on a roster.
#[derive(Debug)]
pub struct MatchesPoll(pub Tools);

impl Tick for MatchesPoll {
    /// One round: fetches, writes new and corrected matches, nudges the tournaments concerned.
    ///
    /// # Errors
    /// When nothing could be fetched, or the database did not take it; then nothing is written.
    async fn tick(&self, epoch: Epoch) -> Result<Outcome, Error> {
        let Tools { relic, pool, clock, match_types, selection, .. } = &self.0;
        let tracked = roster::tracked(pool).await?;
        let round = selection.with(|selection| selection.next_round(&tracked));
        let match_types = match_types.with(|types| types.clone());
        let polled = relic.recent_matches(&round, &match_types).await;
        if let Some(failures) = Failures::of(&polled.failures) {
            let failed = polled.failures.iter().flat_map(|failure| &failure.profiles).copied();
            selection.with(|selection| selection.failed(failed));
            if polled.rows.is_empty() {
                return Err(Error::Round(failures));
            }
            tracing::warn!(%failures, "some histories could not be polled");
        }
        let now = clock.now();
        let mut tx = lease::begin(pool, epoch).await?;
        let changed = matches::save(&mut tx, &polled.rows, now).await?;
        let renamed = matches::save_aliases(&mut tx, &polled.aliases).await?;
        let concerned = roster::tournaments_in(&mut tx, &changed).await?;
        // Opponents' names are in the standings alone.
        let standings = roster::tournaments_in(&mut tx, &(&changed | &renamed)).await?;
        // A match that ended while its lobby is still listed leaves the live answers too.
        let live = matches::among_live(&mut tx, &changed).await?;
        let live = roster::tournaments_in(&mut tx, &live).await?;
        let concerned = [(Event::Matches, concerned), (Event::Standings, standings), (Event::Live, live)];
        publish::finish(tx, Poll::Matches, now, &concerned).await?;
        Ok(Outcome { changed: changed.len(), dropped: polled.dropped })
    }
}
