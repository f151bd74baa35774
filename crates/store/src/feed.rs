//! The feed of committed nudges: NOTIFY is the hint, a query of the outbox every second makes sure.
//!
//! A listener that is lost, half-open or silent costs at most that second.

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

/// How often the table is looked at, whatever the listener says.
const LOOK: Duration = Duration::from_secs(1);
/// Longer without a look than this, and nudges may have been swept away unseen (they are kept an hour).
const MEMORY: Duration = Duration::from_secs(55 * 60);
/// So many looks in a row may find what the listener did not tell of: a look may overtake a hint.
const UNANNOUNCED: u32 = 2;
/// How long to leave a listener alone that could not be made.
const LISTENER_PAUSE: Duration = Duration::from_secs(5);

/// What a feed brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// A nudge; each comes once, in the order of commits.
    Nudge(Nudge),
    /// Some were missed for good, up to this one: whatever was built on them must be built anew.
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
    /// Looks in a row that found what no hint had told of.
    unannounced: u32,
    /// One that is being made, beside the looks: that may take long, and they may not wait.
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
    /// Listens at `listen`, for a transaction pooler forwards no notifications. Connects when first asked.
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

    /// The newest id, and the newest `most` nudges of the outbox, oldest first. Waits until it can be read; what comes
    /// after them is told by [`Feed::next`].
    pub async fn history(&mut self, most: usize) -> (NudgeId, Vec<Nudge>) {
        self.listen().await;
        // Most likely it is there at once, and then no nudge waits for a look.
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
                Err(error) => self.is_away(&error),
            }
        }
    }

    /// What comes after these is new. Of an empty outbox that is everything, an id that is drawn already included.
    fn starts_after(&mut self, past: &[Nudge]) {
        self.last = past.last().map_or(NudgeId(0), |nudge| nudge.id);
        self.last_look = Instant::now();
    }

    /// Waits for the next updates; at least one comes with each return.
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

    /// Replaces a listener that says nothing although there is something to say: its connection leads nowhere.
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

    /// Trusts a hint that follows on the last nudge, else looks at the table.
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
                self.is_away(&error);
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

    /// Says once that the database is away. That there is no schema is usual on a first start: migrations run beside.
    fn is_away(&mut self, error: &Error) {
        if std::mem::replace(&mut self.away, true) {
            return;
        }
        if error.is_schema_missing() {
            tracing::info!("the outbox of nudges does not exist yet; looking every second whether migrations made it");
        } else {
            tracing::warn!(%error, "the outbox of nudges cannot be read; trying every second");
        }
    }

    /// Has the listener made unless there is one, or one was just tried for in vain.
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

/// A listener to the outbox's notifications, if one can be had.
async fn listener(listen: PgConnectOptions) -> Option<PgListener> {
    // A pool for each: the driver's listener wants one, and gives a silent connection back to it without a deadline.
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
