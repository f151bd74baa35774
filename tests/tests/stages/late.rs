//! Polls and hosts at once: a poll stores everybody's games without waiting for a host, and a tournament whose series
//! cannot be brought in step costs nobody else anything. Later polls make up for it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use poller::{LivePoll, PollContext, Shared, Tick as _};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use store::{Tx, pool::Timeouts};
use tests::{
    EVENTUALLY, LogCapture,
    proxy::Fault,
    tournament::{create, enter, tournament},
};
use tracing::Level;

use super::event::{Event, custom, result};

const MINUTE: Duration = Duration::from_secs(60);
/// The time-outs of polls, and of hosts that a test plays: whoever waits for the other does so for a minute.
const PATIENT: Timeouts = Timeouts { statement: MINUTE, lock: MINUTE, pause: MINUTE, transaction: MINUTE };
/// No busy machine takes as long for a poll that does not wait.
const WITHOUT_WAITING: Duration = Duration::from_secs(20);

impl Event {
    /// One of two entries, with patient polls.
    async fn with_patient_polls() -> Self {
        let mut event = Self::of(2).await;
        event.service.context.pool = event.service.database.pool.sibling(4, PATIENT);
        event
    }

    /// Lets two entries play and polls, which waits for nobody.
    async fn play_meanwhile(&self, winner: usize, loser: usize) {
        self.pass(TimeDelta::minutes(21));
        let id = self.service.sim.world(|world| world.play(&custom(&[winner], &[loser])));
        let asked = Instant::now();
        self.service.poll_matches().await;
        assert!(asked.elapsed() < WITHOUT_WAITING, "the poll took {:?}", asked.elapsed());
        let stored =
            sqlx::query_scalar::<_, bool>("select exists (select from matches where match_id = $1)").bind(id.0);
        assert!(stored.fetch_one(&self.service.database.pool).await.unwrap(), "everybody's games are stored");
    }

    /// A host's transaction that has the tournament's lock.
    async fn hold(&self) -> Tx {
        let mut tx = self.service.context.pool.begin().await.unwrap();
        store::tournaments::lock(&mut tx, "cup").await.unwrap().unwrap();
        tx
    }

    /// Whether somebody has the tournament's lock.
    async fn is_held(&self) -> bool {
        let free = "select count(*) from (select from tournaments for no key update skip locked) free";
        self.service.database.value::<i64>(free).await == 0
    }

    async fn poll_lobbies(&self) {
        let asked = Instant::now();
        self.service.poll_live().await;
        assert!(asked.elapsed() < WITHOUT_WAITING, "the poll took {:?}", asked.elapsed());
        self.service.settle().await;
    }

    async fn score(&self, series: i64) -> Value {
        self.read(&format!("/series/{series}")).await["score"].clone()
    }

    /// A poll of lobbies by another worker, which knows nothing of what the first one left to a later poll.
    async fn another_leader(&self) {
        let context = PollContext { pending_refreshes: Shared::default(), ..self.service.context.clone() };
        LivePoll(context).tick(self.service.epoch).await.unwrap();
        self.service.settle().await;
    }
}

#[tokio::test]
async fn a_poll_waits_for_no_host_and_the_next_poll_of_lobbies_makes_up_for_it() {
    let event = Event::with_patient_polls().await;
    let id = event.series([0, 1], 3).await;
    let held = event.hold().await;
    event.play_meanwhile(0, 1).await;
    assert_eq!(event.score(id).await, json!([0, 0]));
    event.poll_lobbies().await;
    assert_eq!(event.score(id).await, json!([0, 0]), "the host is still at it");
    held.rollback().await.unwrap();
    event.poll_lobbies().await;
    assert_eq!(event.score(id).await, json!([1, 0]));
}

#[tokio::test]
async fn a_host_whose_connection_is_silent_holds_up_no_poll() {
    let event = Event::with_patient_polls().await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let proxy = &event.service.proxy;
    event.host("PATCH", &path, json!({"label": "Final"}), 200).await;
    let before = proxy.messages_sent();
    event.host("PATCH", &path, json!({"label": null}), 200).await;
    // In the middle: the tournament is locked, and nothing is published yet.
    let half = usize::try_from(proxy.messages_sent() - before).unwrap() / 2;
    proxy.fault_after(half, Fault::SilentBefore);
    let report = event.attempt("PATCH", &path, json!({"note": "Not yet."}));
    let meanwhile = async {
        tests::until("the host is silent", EVENTUALLY, async || proxy.has_happened()).await;
        assert!(event.is_held().await, "by the host");
        event.play_meanwhile(0, 1).await;
        // The server ends a silent transaction after four seconds: a poll that waited would have waited for that.
        assert!(event.is_held().await, "by the host still");
    };
    let ((status, said), ()) = tokio::join!(report, meanwhile);
    assert_eq!(status, 503, "{said}");
    proxy.mend();
    event.service.database.wait_until_idle().await;
    event.poll_lobbies().await;
    let read = event.read(&path).await;
    assert_eq!((&read["score"], &read["note"]), (&json!([1, 0]), &Value::Null));
}

#[tokio::test]
async fn the_next_leader_brings_in_step_what_the_last_one_left() {
    let event = Event::with_patient_polls().await;
    let id = event.series([0, 1], 1).await;
    let held = event.hold().await;
    event.play_meanwhile(0, 1).await;
    held.rollback().await.unwrap();
    event.another_leader().await;
    let read = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&read), ("completed".into(), json!([1, 0]), json!(0)));
    // A correction of a game that had decided the series.
    let held = event.hold().await;
    event
        .service
        .database
        .run("update match_players set outcome = case outcome when 'win' then 'loss' else 'win' end")
        .await;
    held.rollback().await.unwrap();
    event.another_leader().await;
    let read = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&read), ("completed".into(), json!([0, 1]), json!(1)));
}

#[tokio::test]
async fn a_tournament_that_fails_costs_nobody_else_anything() {
    for (fault, repair) in [
        // A value that no read understands.
        (
            "alter table series drop constraint series_admits_check;
            update series set admits = 'nothing' where tournament_id = 1",
            "update series set admits = 'lobby'",
        ),
        // A write that the database refuses, which would end the whole transaction.
        (
            "alter table series add constraint refuses check (tournament_id <> 1 or first_score = 0)",
            "alter table series drop constraint refuses",
        ),
    ] {
        let event = Event::of(2).await;
        let pool = &event.service.database.pool;
        let other = create(pool, &tournament("other")).await;
        event.service.make_owner(other, tests::service::HOST).await;
        let mut sides = Vec::new();
        for index in [0, 1] {
            sides.push(enter(pool, other, &format!("Player {index}"), Some(Event::account(index).0)).await);
        }
        let id = event.series([0, 1], 3).await;
        let token = event.service.token(tests::service::HOST);
        let body = json!({"sides": sides, "format": {"best_of": 3}});
        let path = "/v1/tournaments/other/series";
        let (status, _, made) = event.service.send("POST", path, Some(&token), Some(body), &[]).await;
        assert_eq!(status, 201, "{made}");
        let in_other = format!("{path}/{}", made["series_id"]);
        sqlx::raw_sql(AssertSqlSafe(fault)).execute(&event.service.database.driver_pool()).await.unwrap();
        let warnings = LogCapture::start(|metadata, fields| {
            *metadata.level() == Level::WARN && fields["message"].contains("series")
        });
        event.play_meanwhile(0, 1).await;
        event.service.settle().await;
        assert_eq!(event.service.get(&in_other).await["score"], json!([1, 0]), "{fault}");
        for _ in 0..3 {
            event.poll_lobbies().await;
        }
        assert_eq!(warnings.take().len(), 1, "{fault}: one warning, however often it is tried again");
        sqlx::raw_sql(AssertSqlSafe(repair)).execute(&event.service.database.driver_pool()).await.unwrap();
        event.poll_lobbies().await;
        assert_eq!(event.score(id).await, json!([1, 0]), "{fault}");
    }
}
