//! A task that follows a feed and passes its updates on to the test.

use std::time::Duration;

use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Event, Nudge, Scope},
};
use sqlx::{Connection as _, Executor as _, PgConnection};
use store::{
    Pool,
    feed::{Feed, Update},
    nudges,
};
use tests::{Database, EVENTUALLY};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::samples::noon;

/// A feed that is followed in the background. The times of polls are none of its business.
pub(crate) struct Following {
    /// What the outbox held at first.
    pub(crate) history: (NudgeId, Vec<Nudge>),
    words: UnboundedReceiver<Update>,
    task: JoinHandle<()>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Following {
    pub(crate) async fn start(pool: Pool, listen: store::pool::ConnectOptions) -> Self {
        let mut feed = Feed::new(pool, listen);
        let history = timeout(Duration::from_secs(10), feed.history(100)).await.expect("the outbox can be read");
        let (sender, words) = unbounded_channel();
        let task = tokio::spawn(async move {
            loop {
                for update in feed.next().await {
                    if matches!(update, Update::Nudge(_) | Update::Missed(_)) && sender.send(update).is_err() {
                        return;
                    }
                }
            }
        });
        Self { history, words, task }
    }

    /// Follows `database` with nothing in the way.
    pub(crate) async fn of(database: &Database) -> Self {
        Self::start(database.pool.clone(), database.options()).await
    }

    /// The next update, whenever it comes.
    pub(crate) async fn next_update(&mut self) -> Update {
        self.update_within(EVENTUALLY).await
    }

    pub(crate) async fn update_within(&mut self, time: Duration) -> Update {
        let update = timeout(time, self.words.recv()).await.unwrap_or_else(|_| panic!("no update within {time:?}"));
        update.expect("the feed goes on")
    }

    /// The number in the scope of the next nudge, whenever it comes.
    pub(crate) async fn next_number(&mut self) -> i64 {
        self.number_within(EVENTUALLY).await
    }

    /// The number in the scope of the next nudge.
    pub(crate) async fn number_within(&mut self, time: Duration) -> i64 {
        match self.update_within(time).await {
            Update::Nudge(nudge) => number(&nudge),
            other => panic!("a nudge was due, not {other:?}"),
        }
    }

    /// Asserts that nothing arrives for longer than it takes until the next query.
    pub(crate) async fn silence(&mut self) {
        if let Ok(update) = timeout(Duration::from_millis(1_200), self.words.recv()).await {
            panic!("nothing was due, not {update:?}");
        }
    }

    /// Asserts that nudges arrive by notifications, while every query of the outbox fails.
    pub(crate) async fn hears_promptly(&mut self, database: &Database) {
        database.wait_for_listener().await;
        publish(&database.pool, 1_000).await;
        assert_eq!(self.next_number().await, 1_000);
        // A query of the outbox also reads the times of polls: from here on each one fails.
        let mut lock = PgConnection::connect(&database.url).await.unwrap();
        lock.execute("begin").await.unwrap();
        lock.execute("lock table poll_status in access exclusive mode").await.unwrap();
        for number in 1_001..=1_005 {
            publish(&database.pool, number).await;
            assert_eq!(self.next_number().await, number);
        }
        lock.close().await.unwrap();
    }
}

pub(crate) fn number(nudge: &Nudge) -> i64 {
    nudge.scope.tournaments().expect("a number")[0].0
}

/// Commits a nudge that carries a number.
pub(crate) async fn publish(pool: &Pool, number: i64) {
    publish_to(pool, &Scope::one(TournamentId(number))).await;
}

pub(crate) async fn publish_to(pool: &Pool, scope: &Scope) {
    let mut tx = pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, scope, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Waits until a connection listens, and returns the process id of its session.
pub(crate) async fn listener(database: &Database, but_not: Option<i32>) -> i32 {
    for _ in 0..200 {
        let query = "select pid from pg_stat_activity where datname = current_database() and query like 'LISTEN%'";
        let found: Vec<i32> = sqlx::query_scalar(query).fetch_all(&database.pool).await.unwrap();
        if let Some(pid) = found.into_iter().find(|pid| Some(*pid) != but_not) {
            return pid;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody listens");
}
