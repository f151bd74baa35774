//! The poll of finished matches.

use domain::{clock::Timestamp, id::ProfileId, matches::Match, nudge::Event};
use relic::BatchResult;
use store::{
    history_fetches,
    lease::{self, Epoch},
    matches,
    poll_status::StatusRow,
    tracked,
};

use crate::{
    AccountQueue, BoxedTicker, Error, Poll, PollContext, Settings, Tick, TickOutcome,
    account_poll::{self, AccountPoll},
    outages::Source,
    publish,
    schedule::Schedule,
    series::SeriesRefresh,
};

/// Declares the poll of finished matches.
pub(crate) fn poll(settings: &Settings) -> Poll {
    let name = matches::STATUS_ROW.name();
    Poll {
        schedule: Schedule::steady(name, settings.poll_matches_seconds, Some(Source::Upstream)),
        status_row: Some(matches::STATUS_ROW),
        ticker: |context| Some(BoxedTicker::new(MatchesPoll(context.clone()))),
    }
}

/// Polls match histories: accounts whose game is over first, and in turn all others.
#[derive(Debug)]
pub struct MatchesPoll(pub PollContext);

impl Tick for MatchesPoll {
    /// Runs one round: fetches what [`HistoryQueue`](crate::HistoryQueue) chooses, writes new and corrected matches,
    /// and nudges the tournaments concerned.
    ///
    /// # Errors
    /// [`Error::Round`] or [`Error::Refused`] when nothing could be fetched, [`Error::Store`] when the database failed
    /// to store something.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let PollContext { pool, clock, history_queue, .. } = &self.0;
        let now = clock.now();
        let rosters = tracked::accounts_by_tournament(pool, now).await?;
        if !history_queue.with(|queue| queue.is_restored_in(epoch)) {
            let fetched = history_fetches::oldest_first(pool).await?;
            history_queue.with(|queue| queue.restore(epoch, fetched, now));
        }
        let due = store::series::due_accounts(pool, now).await?;
        let round = history_queue.with(|queue| {
            queue.await_games_of(due);
            // Now, and not when the tick began: what other polls noted meanwhile would lie in the future.
            queue.next_round(&rosters, clock.now())
        });
        let outcome = account_poll::run_round(self, round, epoch, clock, now).await?;
        Ok(TickOutcome { again_in: history_queue.with(|queue| queue.next_in(now)), ..outcome })
    }

    async fn wake(&self) {
        self.0.games_ended.notified().await;
    }
}

impl AccountPoll for MatchesPoll {
    type Row = Match;
    const STATUS_ROW: StatusRow = matches::STATUS_ROW;
    const BATCH: usize = 10;
    const PART: usize = 100;

    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R {
        self.0.history_queue.with(|queue| work(queue.account_queue()))
    }

    async fn fetch(&self, profiles: &[ProfileId], is_answering: bool) -> BatchResult<Match> {
        let match_types = self.0.match_types.with(|types| types.clone());
        self.0.relic.while_answering(is_answering).recent_matches(profiles, &match_types).await
    }

    async fn save(
        &self,
        polled: &BatchResult<Match>,
        answered: &[ProfileId],
        epoch: Epoch,
        now: Timestamp,
    ) -> Result<usize, Error> {
        let mut tx = lease::begin(&self.0.pool, epoch).await?;
        history_fetches::record(&mut tx, answered, now).await?;
        // Names first, as the other polls store them: two polls that lock rows in different orders could deadlock.
        let renamed = matches::save_aliases(&mut tx, &polled.aliases).await?;
        let changed = matches::save(&mut tx, &polled.rows, now).await?;
        let followed = tracked::followed(&mut tx, now).await?;
        let concerned = tracked::followed_with_matches(&mut tx, &changed, &followed).await?;
        // Opponents' names appear only in the standings.
        let standings = tracked::followed_with_matches(&mut tx, &(&changed | &renamed), &followed).await?;
        // A match that ended while its lobby is still listed also leaves the live answers.
        let live = matches::among_live(&mut tx, &changed).await?;
        let live = tracked::followed_with_matches(&mut tx, &live, &followed).await?;
        let series = SeriesRefresh::run(&self.0.pending_refreshes, &mut tx, &concerned).await?;
        let concerned = [
            (Event::Matches, concerned),
            (Event::Standings, standings),
            (Event::Live, live),
            (Event::Series, series.changed.clone()),
        ];
        publish::finish(tx, matches::STATUS_ROW, now, &concerned).await?;
        series.done();
        self.0.history_queue.with(|queue| queue.note_histories(&polled.rows));
        Ok(changed.len())
    }
}
