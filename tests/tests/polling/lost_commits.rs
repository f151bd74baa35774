//! A poll whose commit took place, but was not answered: the next poll finds nothing new, and still nothing that
//! follows from the change is forgotten.

use std::time::Duration;

use poller::{Error, LivePoll, MatchesPoll, PollContext, Tick};
use serde_json::json;
use sim::{Game, MatchType};
use store::pool::{self, Timeouts};
use tests::{EVENTUALLY, Proxy, proxy::Fault, service::HOST, until};

use super::{
    ended_games::{asked, at_rest, woken},
    fixture::{Fixture, ONE, STRANGER, TWO},
};

/// A worker whose way to the database leads through a proxy.
struct Worker {
    proxy: Proxy,
    context: PollContext,
}

impl Worker {
    async fn of(fixture: &Fixture) -> Self {
        let server = fixture.database.options();
        let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
        let pool = pool::connect_lazily(server.port(proxy.port()), 4);
        Self { proxy, context: PollContext { pool, ..fixture.context.clone() } }
    }

    /// A tick whose commit arrives and is not answered; waits until it took place.
    async fn loses_an_answer(&self, fixture: &Fixture, poll: impl Tick, took_place: &'static str) {
        self.proxy.fault_at_commit(Fault::CutAfter);
        let polled = poll.tick(fixture.epoch).await;
        assert!(matches!(polled, Err(Error::Store(store::Error::Unavailable(_)))), "{polled:?}");
        assert!(self.proxy.mend(), "at the commit");
        until("it is committed", EVENTUALLY, async || fixture.database.value(took_place).await).await;
    }
}

#[tokio::test]
async fn a_game_that_ended_is_fetched() {
    let fixture = at_rest().await;
    fixture.pass(20);
    let id = fixture.sim.world(|world| {
        let id = world.open_lobby(&[TWO, STRANGER], MatchType::Custom);
        world.start_lobby(id).unwrap();
        id
    });
    fixture.poll_live().await;
    fixture.sim.world(|world| world.finish(id, 0)).unwrap();
    let worker = Worker::of(&fixture).await;
    let is_over = "select not exists (select from live_match_players)";
    worker.loses_an_answer(&fixture, LivePoll(worker.context.clone()), is_over).await;
    let next = LivePoll(worker.context.clone()).tick(fixture.epoch).await.unwrap();
    assert_eq!(next.changed, 0, "the lobby is gone already");
    woken(&fixture).await;
    assert_eq!(asked(&fixture).await, [TWO]);
}

#[tokio::test]
async fn a_series_whose_host_was_at_it_is_brought_in_step() {
    const MINUTE: Duration = Duration::from_secs(60);
    let fixture = at_rest().await;
    fixture.make_owner(fixture.cup, HOST).await;
    let sides = "select array_agg(id order by id) from tournament_players";
    let body = json!({"sides": fixture.database.value::<Vec<i64>>(sides).await, "format": {"best_of": 3}});
    let token = fixture.token(HOST);
    let (status, _, made) = fixture.send("POST", "/v1/tournaments/cup/series", Some(&token), Some(body), &[]).await;
    assert_eq!(status, 201, "{made}");

    fixture.pass(21 * 60);
    fixture.sim.world(|world| world.play(&Game::new(MatchType::Custom, &[ONE], &[TWO])));
    let patient = Timeouts { statement: MINUTE, lock: MINUTE, pause: MINUTE, transaction: MINUTE };
    let pool = fixture.database.pool.sibling(1, patient);
    let mut host = pool.begin().await.unwrap();
    store::tournaments::lock(&mut host, "cup").await.unwrap().expect("the cup");
    let worker = Worker::of(&fixture).await;
    let is_stored = "select exists (select from matches)";
    worker.loses_an_answer(&fixture, MatchesPoll(worker.context.clone()), is_stored).await;
    let next = MatchesPoll(worker.context.clone()).tick(fixture.epoch).await.unwrap();
    assert_eq!(next.changed, 0, "the game is stored already");
    host.rollback().await.unwrap();
    LivePoll(worker.context.clone()).tick(fixture.epoch).await.unwrap();
    fixture.settle().await;
    let series = fixture.get(&format!("/v1/tournaments/cup/series/{}", made["series_id"])).await;
    assert_eq!(series["score"], json!([1, 0]));
}
