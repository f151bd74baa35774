//! A worker's connection goes silent at every message of every poll, its commit among them: what the poll brought is
//! stored once and told once, and nobody else is held up.

mod news;

use std::sync::Arc;

use domain::{clock::SharedClock, id::TournamentId};
use futures_util::future::try_join;
use poller::{Poll, PollContext, Tick as _};
use sqlx::AssertSqlSafe;
use store::pool;
use tests::{Proxy, Service, outbox::Outbox, service::polls};

use super::fixture::{Late, Silence, cups, everywhere_in_each, fixtures, in_time, somebody_else_writes};

/// A service, and a worker's context behind a proxy of its own.
struct Worker {
    service: Service,
    cup: TournamentId,
    proxy: Proxy,
    context: PollContext,
    outbox: Outbox,
}

async fn worker() -> Worker {
    let (service, cup) = cups().await;
    let server = service.database.options();
    let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
    let pool = pool::connect_lazily(server.port(proxy.port()), 4);
    let context = PollContext { pool, clock: Arc::clone(&service.clock) as SharedClock, ..service.context.clone() };
    let worker = Worker { service, cup, proxy, context, outbox: Outbox::default() };
    worker.enter_broadcasters().await;
    worker
}

impl Worker {
    /// The first interruption is at the commit, whichever message that is; the others are at each message in turn.
    async fn silent_at(&self, poll: Poll, number: usize, silence: Silence) -> Result<bool, Late> {
        let (name, database) = (poll.name(), &self.service.database);
        let news = self.bring_news(name, number).await;
        self.outbox.nudged(database).await;
        match number.checked_sub(1) {
            None => self.proxy.fault_at_commit(silence.fault()),
            Some(messages) => self.proxy.fault_after(messages, silence.fault()),
        }
        let ticker = poll.ticker(&self.context).expect("something to do");
        let polled = in_time(name, async || ticker.tick(self.service.epoch).await.is_ok());
        try_join(polled, somebody_else_writes(database, "cup")).await?;
        let was_reached = self.proxy.mend();
        assert!(number > 0 || was_reached, "{name} commits nothing");

        let at = format!("{name}, interruption {number}");
        let stored: i64 = sqlx::query_scalar(AssertSqlSafe(news.stored)).fetch_one(&database.pool).await.unwrap();
        assert_eq!(stored, 1, "{at}");
        let of_somebody_else = ("standings".to_owned(), Some(vec![self.cup.0]));
        let mut expected: Vec<_> = news.nudges.into_iter().chain([of_somebody_else]).collect();
        let mut nudged = self.outbox.nudged(database).await;
        expected.sort();
        nudged.sort();
        assert_eq!(nudged, expected, "{at}");
        let is_awaited = self.context.history_queue.with(|queue| queue.next_in(self.context.clock.now()).is_some());
        assert!(is_awaited || !news.ends_a_game, "{at}: nobody waits for the history of the game that ended");
        Ok(was_reached)
    }
}

async fn every_poll_survives(silence: Silence) {
    // Where a platform is on, nothing stands in for it.
    let (service, _) = cups().await;
    let polls: Vec<_> = polls().into_iter().filter(|poll| poll.ticker(&service.context).is_some()).collect();
    assert!(["stats", "twitch", "windows"].iter().all(|name| polls.iter().any(|poll| poll.name() == *name)));
    let workers = fixtures(polls.len() * 3, worker).await;
    let reached = everywhere_in_each(&polls, workers, async |worker, poll, number| {
        worker.silent_at(*poll, number, silence).await
    });
    for (poll, reached) in polls.iter().zip(reached.await) {
        assert!(reached > 5, "{}: only {reached} messages were interrupted", poll.name());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polls_go_on_when_a_statement_is_lost() {
    every_poll_survives(Silence::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polls_go_on_when_an_answer_of_the_database_is_lost() {
    every_poll_survives(Silence::After).await;
}
