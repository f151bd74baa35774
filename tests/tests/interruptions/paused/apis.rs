//! An api is paused while it starts, reads or writes: other apis and the worker go on, and its write is done once.

use std::time::Duration;

use domain::{clock::Clock as _, id::UserId};
use futures_util::future::{join, try_join};
use reqwest::Client;
use serde_json::json;
use server::SystemClock;
use sim::Sso;
use sqlx::AssertSqlSafe;
use store::owners;
use tests::{
    Database,
    program::{Program, Running},
    service::HOST,
};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::processes::{Process, behind_proxy, cup, pausing};
use crate::interruptions::fixture::{Late, WITHIN, at_the_first, fixtures, in_time, somebody_else_writes};

/// An api that is paused, and another one that must not notice.
struct Apis {
    database: Database,
    sso: Sso,
    paused: Process,
    other: Running,
}

async fn apis() -> Apis {
    let (database, cup) = cup().await;
    let mut tx = database.pool.begin().await.unwrap();
    owners::grant(&mut tx, cup, UserId(HOST.parse().unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    let sso = Sso::local().await.unwrap();
    let paused = Process::serve(api(&sso), &database).await;
    let other = api(&sso).set("DATABASE_URL", &database.url).serve().await;
    Apis { database, sso, paused, other }
}

fn api(sso: &Sso) -> Program {
    let program = Program::new("api").set("AUTH_JWKS_URL", sso.keys_url()).set("AUTH_API_BASE_URL", sso.base_url());
    program.set("RATE_LIMIT_PER_MINUTE", 0).set("TRUSTED_PROXIES", "127.0.0.0/8")
}

impl Apis {
    /// Everybody else writes and reads.
    async fn others_go_on(&self) -> Result<(), Late> {
        let read = in_time("another api's read", async || {
            let answer = self.other.ask("/v1/tournaments/cup/standings").await;
            answer.is_some_and(|answer| answer.status() == 200 && !answer.headers().contains_key("warning"))
        });
        try_join(somebody_else_writes(&self.database, "cup"), read).await?;
        Ok(())
    }

    /// A host's write to the api that is paused; none without an answer.
    async fn write(&self, name: &str, key: Uuid) -> Option<u16> {
        // Of a client of its own, lest limits be in the way.
        let client_address = std::net::Ipv4Addr::from(0x0a00_0000 | (key.as_u128() as u32 >> 8));
        let token = self.sso.token(HOST, SystemClock.now().unix_seconds()).mint();
        let request = client()
            .post(format!("http://127.0.0.1:{}/v1/tournaments/cup/teams", self.paused.running.port))
            .header("cookie", format!("criticalbit_access={token}"))
            .header("idempotency-key", key.to_string())
            .header("content-type", "application/json")
            .header("x-forwarded-for", client_address.to_string())
            .body(json!({"name": name, "initials": "T"}).to_string());
        Some(request.send().await.ok()?.status().as_u16())
    }

    async fn write_pauses_at(&self, message: usize) -> Result<bool, Late> {
        let (name, key) = (format!("t{message}"), Uuid::new_v4());
        self.paused.pause_after(message);
        let writing = self.write(&name, key);
        let watching = async {
            if !self.paused.is_paused(Duration::from_secs(15)).await {
                return Ok(false);
            }
            self.others_go_on().await?;
            // As long as the server leaves a transaction open.
            sleep(Duration::from_secs(1)).await;
            self.paused.goes_on();
            Ok(true)
        };
        let (_, was_paused) = join(writing, watching).await;
        in_time("the write, repeated with its key", async || self.write(&name, key).await == Some(201)).await?;
        let query = format!("select count(*) from teams where name = '{name}'");
        let written: i64 = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&self.database.pool).await.unwrap();
        assert_eq!(written, 1, "at message {message}");
        self.paused.proxy.mend();
        was_paused
    }

    async fn read_pauses_at(&self, message: usize) -> Result<bool, Late> {
        somebody_else_writes(&self.database, "cup").await?;
        self.paused.pause_after(message);
        let reading = self.paused.running.ask("/v1/tournaments/cup/players");
        let watching = async {
            if !self.paused.is_paused(Duration::from_secs(15)).await {
                return Ok(false);
            }
            self.others_go_on().await?;
            self.paused.goes_on();
            Ok(true)
        };
        let (_, was_paused) = join(reading, watching).await;
        in_time("its own read, once it goes on", async || {
            let answer = self.paused.running.ask("/v1/tournaments/cup/players").await;
            answer.is_some_and(|answer| answer.status() == 200)
        })
        .await?;
        was_paused
    }

    /// Another process is paused while it starts, schema and all.
    async fn start_pauses_at(&self, message: usize) -> Result<bool, Late> {
        let (program, proxy) = behind_proxy(api(&self.sso), &self.database).await;
        let mut starting = program.set("PORT", tests::program::free_port()).start();
        proxy.fault_after(message, pausing(starting.id()));
        let happened = async {
            while !proxy.has_happened() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        let was_paused = timeout(Duration::from_secs(30), happened).await.is_ok();
        if was_paused {
            self.others_go_on().await?;
            starting.signal(rustix::process::Signal::CONT);
        }
        starting.stop(rustix::process::Signal::TERM).await;
        Ok(was_paused)
    }
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(WITHIN * 2).build().unwrap()
}

/// More messages than a write or a read takes: what comes then are queries of the outbox, one a second.
const OF_A_WRITE: usize = 24;
const OF_A_READ: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_an_api_is_paused_in_a_write_it_is_done_once_and_nobody_else_waits() {
    let fixtures = fixtures(3, apis).await;
    at_the_first(OF_A_WRITE, fixtures, Apis::write_pauses_at).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_an_api_is_paused_in_a_read_nobody_else_waits() {
    let fixtures = fixtures(3, apis).await;
    at_the_first(OF_A_READ, fixtures, Apis::read_pauses_at).await;
}

/// More messages than a start takes: what comes then are queries of the outbox.
const OF_A_START: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_an_api_is_paused_in_its_start_nobody_else_waits() {
    let fixtures = fixtures(3, apis).await;
    at_the_first(OF_A_START, fixtures, Apis::start_pauses_at).await;
}
