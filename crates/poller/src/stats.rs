//! The poll of personal stats: accounts and ratings.

use std::collections::BTreeSet;

use domain::{clock::Timestamp, id::ProfileId, nudge::Event, player::PlayerStats};
use relic::BatchResult;
use store::{
    history_fetches,
    lease::{self, Epoch},
    poll_status::StatusRow,
    stats, tracked,
};

use crate::{
    AccountQueue, BoxedTicker, Error, Poll, PollContext, Settings, Tick, TickOutcome,
    account_poll::{self, AccountPoll},
    outages::Source,
    publish,
    schedule::Schedule,
};

/// Declares the poll of accounts and ratings.
pub(crate) fn poll(settings: &Settings) -> Poll {
    let name = stats::STATUS_ROW.name();
    Poll {
        schedule: Schedule::steady(name, settings.poll_stats_seconds, Some(Source::Upstream)),
        status_row: Some(stats::STATUS_ROW),
        ticker: |context| Some(BoxedTicker::new(StatsPoll(context.clone()))),
    }
}

/// Polls the accounts and ratings of every account on a roster.
#[derive(Debug)]
pub struct StatsPoll(pub PollContext);

impl Tick for StatsPoll {
    /// Runs one round: fetches, writes what changed, records observations of ratings, and nudges the tournaments
    /// concerned and those due for a freshness nudge.
    ///
    /// # Errors
    /// [`Error::Round`] or [`Error::Refused`] when nothing could be fetched, [`Error::Store`] when the database failed
    /// to store something.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let PollContext { pool, clock, stats_queue, .. } = &self.0;
        let now = clock.now();
        let rosters = tracked::accounts_by_tournament(pool, now).await?;
        if !stats_queue.with(|queue| queue.is_restored_in(epoch)) {
            // Accounts whose histories are answered may share requests. Without this a new leader would send a request
            // or two for each tournament, instead of one for a hundred accounts.
            let fetched = history_fetches::oldest_first(pool).await?;
            stats_queue.with(|queue| queue.restore(epoch, &fetched));
        }
        let round = stats_queue.with(|queue| queue.next_round(&rosters, now));
        account_poll::run_round(self, round, epoch, clock, now).await
    }
}

impl AccountPoll for StatsPoll {
    type Row = PlayerStats;
    const STATUS_ROW: StatusRow = stats::STATUS_ROW;
    const BATCH: usize = 100;
    const PART: usize = 10_000;

    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R {
        self.0.stats_queue.with(work)
    }

    async fn fetch(&self, profiles: &[ProfileId], is_answering: bool) -> BatchResult<PlayerStats> {
        self.0.relic.while_answering(is_answering).personal_stats(profiles).await
    }

    async fn save(
        &self,
        polled: &BatchResult<PlayerStats>,
        _: &[ProfileId],
        epoch: Epoch,
        now: Timestamp,
    ) -> Result<usize, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
        let changed = stats::save(&mut tx, &polled.rows, now).await?;
        let followed = tracked::followed(&mut tx, now).await?;
        let mut concerned = BTreeSet::from_iter(tracked::followed_with_accounts(&mut tx, &changed, &followed).await?);
        concerned.extend(self.0.freshness.due(&mut tx, now).await?);
        publish::finish(tx, stats::STATUS_ROW, now, &[(Event::Standings, concerned.into_iter().collect())]).await?;
        if self.0.history_queue.with(|queue| queue.note_stats(&polled.rows, now)) {
            self.0.games_ended.notify_one();
        }
        Ok(changed.len())
    }
}
