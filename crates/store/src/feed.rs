//! The feed of committed nudges: NOTIFY gives hints, and a query of the outbox every second finds what they missed.
//!
//! A lost, half-open or silent listener costs at most that second.

use std::time::Duration;

use domain::{id::NudgeId, nudge::Nudge};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::{
    task::JoinHandle,
    time::{Instant, Interval, MissedTickBehavior},
};

use crate::{
    Error, Pool,
    nudges::{self, Hint, NewNudges},
    poll_status::PollTimes,
    pool::ConnectOptions,
};

/// How often the outbox is queried, whatever the listener does.
const LOOK: Duration = Duration::from_secs(1);
/// After a longer time without a query, retention may have deleted nudges that were never read (they are kept for an
/// hour).
const MEMORY: Duration = Duration::from_secs(55 * 60);
/// How many consecutive queries may find unannounced nudges before the listener is replaced: a query may overtake a
/// hint.
const UNANNOUNCED: u32 = 2;
/// How long to wait before retrying a failed listener.
const LISTENER_PAUSE: Duration = Duration::from_secs(5);

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
    listen: PgConnectOptions,
    listener: Option<PgListener>,
    /// Consecutive queries that found nudges without a hint.
    unannounced: u32,
    /// A listener that is being made concurrently, because that may take long and the queries must not wait.
    coming: Option<JoinHandle<Option<PgListener>>>,
    listener_due: Instant,
    looks: Interval,
    last: NudgeId,
    last_look: Instant,
    polled: PollTimes,
    away: bool,
}

impl Feed {
    /// Follows the outbox through `pool`, whose connections nobody else should use: nudges must not queue behind reads.
    /// Listens at `listen`, because a transaction pooler forwards no notifications. Connects on first use.
    #[must_use]
    pub fn new(pool: Pool, listen: ConnectOptions) -> Self {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let now = Instant::now();
        Self {
            pool,
            listen: listen.0,
            listener: None,
            unannounced: 0,
            coming: None,
            listener_due: now,
            looks,
            last: NudgeId(0),
            last_look: now,
            polled: PollTimes::default(),
            away: false,
        }
    }

    /// The newest id, and the newest `most` nudges of the outbox, oldest first. Waits until the outbox can be read;
    /// later nudges come from [`Feed::next`].
    pub async fn history(&mut self, most: usize) -> (NudgeId, Vec<Nudge>) {
        self.listen().await;
        // The listener is usually ready at once, and then no nudge waits for a query.
        if let Some(coming) = &mut self.coming
            && let Ok(made) = tokio::time::timeout(LOOK, coming).await
        {
            self.listener = made.ok().flatten();
            self.coming = None;
        }
        loop {
            self.looks.tick().await;
            self.listen().await;
            match nudges::latest(&self.pool, most).await {
                Ok((newest, past)) => {
                    self.starts_after(&past);
                    return (newest, past);
                }
                Err(error) => self.note_unavailable(&error),
            }
        }
    }

    /// Continues after these nudges. With an empty outbox every nudge is new, even one whose id is already drawn.
    fn starts_after(&mut self, past: &[Nudge]) {
        self.last = past.last().map_or(NudgeId(0), |nudge| nudge.id);
        self.last_look = Instant::now();
    }

    /// Waits for the next updates; returns at least one.
    pub async fn next(&mut self) -> Vec<Update> {
        loop {
            let updates = tokio::select! {
                hint = hint(&mut self.listener) => self.follow(hint).await,
                _ = self.looks.tick() => {
                    self.listen().await;
                    let updates = self.look().await;
                    self.judge_listener(&updates);
                    updates
                }
            };
            if !updates.is_empty() {
                return updates;
            }
        }
    }

    /// Replaces a listener that stays silent although there are nudges: its connection is dead.
    fn judge_listener(&mut self, found: &[Update]) {
        if self.listener.is_some() && found.iter().any(|update| matches!(update, Update::Nudge(_))) {
            self.unannounced += 1;
        }
        if self.unannounced > UNANNOUNCED {
            tracing::warn!("the listener for nudges says nothing; listening anew");
            self.listener = None;
            self.unannounced = 0;
        }
    }

    /// Uses a hint that directly follows the last nudge; otherwise queries the outbox.
    async fn follow(&mut self, hint: Option<Hint>) -> Vec<Update> {
        self.unannounced = 0;
        match hint {
            Some(hint) if hint.nudge.id <= self.last => Vec::new(),
            Some(hint) if hint.previous == self.last => {
                self.last = hint.nudge.id;
                vec![Update::Nudge(hint.nudge)]
            }
            _ => self.look().await,
        }
    }

    async fn look(&mut self) -> Vec<Update> {
        match self.read_table().await {
            Ok(updates) => {
                if std::mem::take(&mut self.away) {
                    tracing::info!("the outbox of nudges can be read again");
                }
                updates
            }
            Err(error) => {
                self.note_unavailable(&error);
                Vec::new()
            }
        }
    }

    async fn read_table(&mut self) -> Result<Vec<Update>, Error> {
        let NewNudges { is_known, nudges, polled } = nudges::after(&self.pool, self.last).await?;
        if !is_known || self.last_look.elapsed() > MEMORY {
            let (newest, past) = nudges::latest(&self.pool, 1).await?;
            self.starts_after(&past);
            return Ok(vec![Update::Missed(newest)]);
        }
        self.last_look = Instant::now();
        self.last = nudges.last().map_or(self.last, |nudge| nudge.id);
        let mut updates: Vec<_> = nudges.into_iter().map(Update::Nudge).collect();
        if polled != self.polled {
            self.polled = polled.clone();
            updates.push(Update::Polled(polled));
        }
        Ok(updates)
    }

    /// Logs once that the database is away. A missing schema is usual on a first start, while migrations run.
    fn note_unavailable(&mut self, error: &Error) {
        if std::mem::replace(&mut self.away, true) {
            return;
        }
        if error.is_schema_missing() {
            tracing::info!("the outbox of nudges does not exist yet; looking every second whether migrations made it");
        } else {
            tracing::warn!(%error, "the outbox of nudges cannot be read; trying every second");
        }
    }

    /// Starts to make a listener, unless there is one or the last try just failed.
    async fn listen(&mut self) {
        if let Some(coming) = self.coming.take_if(|coming| coming.is_finished()) {
            self.listener = coming.await.ok().flatten();
        }
        if self.listener.is_none() && self.coming.is_none() && Instant::now() >= self.listener_due {
            self.listener_due = Instant::now() + LISTENER_PAUSE;
            self.coming = Some(tokio::spawn(listener(self.listen.clone())));
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if let Some(coming) = &self.coming {
            coming.abort();
        }
    }
}

/// Makes a listener for the outbox's notifications, if possible.
async fn listener(listen: PgConnectOptions) -> Option<PgListener> {
    // Each has its own pool: the driver's listener requires one, and returns a silent connection to it without a
    // deadline.
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(LISTENER_PAUSE).connect_lazy_with(listen);
    let made = async {
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(nudges::CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    match tokio::time::timeout(LISTENER_PAUSE, made).await {
        Ok(Ok(listener)) => return Some(listener),
        Ok(Err(error)) => tracing::debug!(%error, "cannot listen for nudges; looking every second"),
        Err(_) => tracing::debug!("listening for nudges took too long; looking every second"),
    }
    None
}

/// The next hint; `None` when one came that cannot be trusted, or the listener was lost.
async fn hint(listener: &mut Option<PgListener>) -> Option<Hint> {
    let Some(listening) = listener else { return std::future::pending().await };
    match listening.try_recv().await {
        Ok(Some(notification)) => Hint::read(notification.payload()),
        Ok(None) | Err(_) => {
            *listener = None;
            None
        }
    }
}
