//! Finished matches.

use domain::{clock::Timestamp, matches::Match, nudge::Event};
use relic::Gathered;
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
        let failures = Failures::of(&polled.failures);
        let retry_after = failures.as_ref().and_then(Failures::retry_after);
        if let Some(failures) = failures {
            let failed = polled.failures.iter().flat_map(|failure| &failure.profiles).copied();
            selection.with(|selection| selection.failed(failed));
            if polled.rows.is_empty() {
                return Err(Error::Round(failures));
            }
            let status = failures.status();
            tracing::warn!(source = "upstream", task = "matches", status, %failures, "some histories could not be polled");
        }
        let now = clock.now();
        let saved = self.save(&polled, epoch, now).await;
        if saved.is_err() {
            selection.with(|selection| selection.failed(round));
        }
        Ok(Outcome { changed: saved?, dropped: polled.dropped, retry_after })
    }
}

impl MatchesPoll {
    /// Writes new and corrected matches and nudges the tournaments concerned; how many matches there were.
    async fn save(&self, polled: &Gathered<Match>, epoch: Epoch, now: Timestamp) -> Result<usize, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
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
        Ok(changed.len())
    }
}
