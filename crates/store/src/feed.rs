//! The feed of committed nudges: NOTIFY gives hints, and a query of the outbox every second finds what they missed.
//!
//! A lost, half-open or silent listener costs at most that second.

mod listener;
mod outage;

use std::time::Duration;

use domain::{id::NudgeId, nudge::Nudge};
use tokio::time::{Instant, Interval, MissedTickBehavior};

use crate::{
    Error, Pool,
    nudges::{self, Hint, NewNudges},
    poll_status::PollTimes,
    pool::ConnectOptions,
};
use listener::Listener;
use outage::Outage;

/// How often the outbox is queried, whatever the listener does.
const QUERY_INTERVAL: Duration = Duration::from_secs(1);
/// After a longer time without a query, retention may have deleted nudges that were never read (they are kept for an
/// hour).
const LONGEST_PAUSE: Duration = Duration::from_secs(55 * 60);

/// An update from the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// A nudge; each is delivered once, in the order of commits.
    Nudge(Nudge),
    /// Nudges up to this one were lost for good: everything built on them must be rebuilt.
    Missed(NudgeId),
    /// Polls succeeded, whether or not they found anything new.
    Polled(PollTimes),
}

/// Follows the outbox of one database.
#[derive(Debug)]
pub struct Feed {
    pool: Pool,
    listener: Listener,
    queries: Interval,
    last: NudgeId,
    last_query: Instant,
    polled: PollTimes,
    outage: Outage,
}

impl Feed {
    /// Follows the outbox through `pool`, whose connections nobody else should use: nudges must not queue behind reads.
    /// Listens at `listen`, because a transaction pooler forwards no notifications. Connects on first use.
    #[must_use]
    pub fn new(pool: Pool, listen: ConnectOptions) -> Self {
        let mut queries = tokio::time::interval(QUERY_INTERVAL);
        queries.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            pool,
            listener: Listener::new(listen),
            queries,
            last: NudgeId(0),
            last_query: Instant::now(),
            polled: PollTimes::default(),
            outage: Outage::default(),
        }
    }

    /// The newest id, and the newest `most` nudges of the outbox, oldest first. Waits until the outbox can be read;
    /// later nudges come from [`Feed::next`].
    pub async fn history(&mut self, most: usize) -> (NudgeId, Vec<Nudge>) {
        self.listener.renew().await;
        // The listener is usually ready at once, and then no nudge waits for a query.
        self.listener.wait(QUERY_INTERVAL).await;
        loop {
            self.queries.tick().await;
            self.listener.renew().await;
            match nudges::latest(&self.pool, most).await {
                Ok((newest, past)) => {
                    self.starts_after(&past);
                    return (newest, past);
                }
                Err(error) => self.outage.begins(&error),
            }
        }
    }

    /// Continues after these nudges. With an empty outbox every nudge is new, even one whose id is already drawn.
    fn starts_after(&mut self, past: &[Nudge]) {
        self.last = past.last().map_or(NudgeId(0), |nudge| nudge.id);
        self.last_query = Instant::now();
    }

    /// Waits for the next updates; returns at least one.
    pub async fn next(&mut self) -> Vec<Update> {
        loop {
            let updates = tokio::select! {
                hint = self.listener.hint() => self.follow(hint).await,
                _ = self.queries.tick() => {
                    self.listener.renew().await;
                    let updates = self.query().await;
                    if updates.iter().any(|update| matches!(update, Update::Nudge(_))) {
                        self.listener.note_unannounced();
                    }
                    updates
                }
            };
            if !updates.is_empty() {
                return updates;
            }
        }
    }

    /// Uses a hint that directly follows the last nudge; otherwise queries the outbox.
    async fn follow(&mut self, hint: Option<Hint>) -> Vec<Update> {
        match hint {
            Some(hint) if hint.nudge.id <= self.last => Vec::new(),
            Some(hint) if hint.previous == self.last => {
                self.last = hint.nudge.id;
                vec![Update::Nudge(hint.nudge)]
            }
            _ => self.query().await,
        }
    }

    async fn query(&mut self) -> Vec<Update> {
        match self.read_table().await {
            Ok(updates) => {
                self.outage.ends();
                updates
            }
            Err(error) => {
                self.outage.begins(&error);
                Vec::new()
            }
        }
    }

    async fn read_table(&mut self) -> Result<Vec<Update>, Error> {
        let NewNudges { is_known, nudges, polled } = nudges::after(&self.pool, self.last).await?;
        if !is_known || self.last_query.elapsed() > LONGEST_PAUSE {
            let (newest, past) = nudges::latest(&self.pool, 1).await?;
            self.starts_after(&past);
            return Ok(vec![Update::Missed(newest)]);
        }
        self.last_query = Instant::now();
        self.last = nudges.last().map_or(self.last, |nudge| nudge.id);
        let mut updates: Vec<_> = nudges.into_iter().map(Update::Nudge).collect();
        if polled != self.polled {
            self.polled = polled.clone();
            updates.push(Update::Polled(polled));
        }
        Ok(updates)
    }
}
