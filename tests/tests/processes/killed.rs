//! A process that is killed while it writes: all of a write is there afterwards, or nothing of it, and whoever repeats
//! the request at another process has it done once.

mod document;
mod stages;

use std::time::Duration;

use api::LinkToken;
use domain::{
    clock::{Clock as _, Timestamp},
    id::UserId,
    name::Name,
};
use reqwest::{
    Client, RequestBuilder,
    header::{COOKIE, SET_COOKIE},
    redirect::Policy,
};
use rustix::process::Signal;
use sqlx::AssertSqlSafe;
use store::sign_in::{hosts, links};
use tests::{
    Database, Proxy,
    program::{Program, Running},
    proxy::Fault,
    stage_writes::Request,
    until,
};
use uuid::Uuid;

/// Who owns the cups.
const ANNA: &str = "0de30000-0000-8000-8000-000000000001";
/// How many writes are under way in a process that is killed, each at another message.
const UNDER_WAY: usize = 5;
/// As many cups as a write may have messages: each trial has one of its own.
const CUPS: usize = 80;

/// A write that each cup has once.
trait Write {
    /// How many nudges it makes.
    const NUDGES: i64;
    /// The addresses below the cup's at which viewers see that it is done.
    fn reads(&self, cup: usize) -> Vec<String>;
    /// Its request.
    fn request(&self, cup: usize) -> Request;
    /// 0 when nothing of it is done, 1 when all of it is, and any other number when a part is.
    async fn effects(&self, database: &Database, cup: usize) -> i64;
}

/// A database with a process that stays, and a proxy for those that are killed.
struct Fixture {
    database: Database,
    proxy: Proxy,
    client: Client,
    /// It answers whoever repeats a request.
    other: Running,
    /// Anna's cookie, which is good at every process.
    cookie: String,
}

impl Fixture {
    async fn set() -> Self {
        let database = Database::fresh().await;
        let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let other = program().set("DATABASE_URL", &database.url).serve().await;
        let cookie = cookie(&database, &client, &other).await;
        Self { database, proxy, client, other, cookie }
    }

    /// A process whose connections to the database pass through the proxy.
    async fn serve(&self) -> Running {
        let port = format!(":{}/", self.database.options().get_port());
        let url = self.database.url.replacen(&port, &format!(":{}/", self.proxy.port()), 1);
        assert_ne!(url, self.database.url);
        program().set("DATABASE_URL", url).serve().await
    }

    /// The request for a cup's write, which has the cup's key.
    fn request(&self, at: &Running, write: &impl Write, cup: usize) -> RequestBuilder {
        let Request { method, path, body, .. } = write.request(cup);
        let url = format!("http://127.0.0.1:{}{}{path}", at.port, address(cup));
        let request = self.client.request(method.parse().unwrap(), url).header(COOKIE, &self.cookie);
        // From an address of its own, so that the limits of writes do not apply.
        let request = request.header("x-forwarded-for", format!("10.0.0.{}", cup + 1));
        let request = request.header("idempotency-key", key(cup).to_string());
        if body.is_null() { request } else { request.json(&body) }
    }

    /// What is stored of a cup's write: its effects, records and nudges.
    async fn stored(&self, write: &impl Write, cup: usize) -> (i64, i64, i64) {
        let query = format!(
            "select (select count(*) from idempotency_keys where key = '{}' and status is not null), (
                select count(*) from nudges join tournaments on tournaments.id = any(tournament_ids) where slug = '{}'
            )",
            key(cup),
            slug(cup)
        );
        let (records, nudges): (i64, i64) =
            sqlx::query_as(AssertSqlSafe(query)).fetch_one(&self.database.pool).await.unwrap();
        (write.effects(&self.database, cup).await, records, nudges)
    }

    /// What the process that stays shows to viewers.
    async fn shown(&self, write: &impl Write, cup: usize) -> Vec<String> {
        let mut shown = Vec::new();
        for path in write.reads(cup) {
            let answer = self.other.ask(&format!("{}{path}", address(cup))).await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            shown.push(answer.text().await.unwrap());
        }
        shown
    }

    /// Whether the process that stays shows something else at every address.
    async fn differs(&self, write: &impl Write, cup: usize, from: &[String]) -> bool {
        let now = self.shown(write, cup).await;
        now.iter().zip(from).all(|(now, before)| now != before)
    }

    /// Does the write of a cup in peace, and returns how many messages it takes.
    async fn count_messages<W: Write>(&self, write: &W, cup: usize) -> usize {
        let mut running = self.serve().await;
        let before = self.proxy.messages_in_transactions();
        let answer = self.request(&running, write, cup).send().await.unwrap();
        assert_eq!(answer.status(), write.request(cup).status);
        assert_eq!(self.stored(write, cup).await, (1, 1, W::NUDGES));
        let messages = self.proxy.messages_in_transactions() - before;
        running.stop(Signal::TERM).await;
        messages.try_into().unwrap()
    }

    /// Kills a process that has the writes of these cups under way, each at the given message, which arrives all the
    /// same. Of a write whose last message that was everything is there, of the others nothing.
    async fn kill_at<W: Write>(&self, write: &W, under_way: &[(usize, usize)], last: usize) {
        let mut running = self.serve().await;
        let (mut sent, mut held, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for (cup, message) in under_way {
            shown.push(self.shown(write, *cup).await);
            let (hold, mut message_held) = Fault::hold();
            self.proxy.fault_in_transaction(*message, hold);
            let mut answer = tokio::spawn(self.request(&running, write, *cup).send());
            tokio::select! {
                () = message_held.reached() => {}
                answer = &mut answer => panic!("it is done before message {message}: {answer:?}"),
            }
            held.push(message_held);
            sent.push(answer);
        }
        running.signal(Signal::KILL);
        running.wait_until_killed().await;
        drop(held);
        for answer in sent {
            let answer = answer.await.unwrap();
            assert!(answer.is_err(), "{answer:?}");
        }
        self.database.wait_until_idle().await;
        for ((cup, message), shown) in under_way.iter().zip(shown) {
            let due = if *message == last { (1, 1, W::NUDGES) } else { (0, 0, 0) };
            assert_eq!(self.stored(write, *cup).await, due, "killed at message {message}");
            self.repeat(write, *cup, (*message == last, shown)).await;
        }
    }

    /// Repeats a write at the process that stays, which shows what is stored before and after. It was done before, or
    /// viewers saw what `shown` says.
    async fn repeat<W: Write>(&self, write: &W, cup: usize, (is_done, shown): (bool, Vec<String>)) {
        if is_done {
            let changed = async || self.differs(write, cup, &shown).await;
            until("the other process shows the write", Duration::from_secs(10), changed).await;
        } else {
            assert_eq!(self.shown(write, cup).await, shown);
        }
        let answer = self.request(&self.other, write, cup).send().await.unwrap();
        let is_replayed = answer.headers().contains_key("idempotency-replayed");
        assert_eq!((answer.status().as_u16(), is_replayed), (write.request(cup).status, is_done));
        assert_eq!(self.stored(write, cup).await, (1, 1, W::NUDGES), "cup {cup}");
        assert!(self.differs(write, cup, &shown).await);
    }

    /// Kills processes until each message of the write was the last one of a process.
    async fn kill_everywhere(&self, write: &impl Write) {
        let messages = self.count_messages(write, 0).await;
        assert!((20..CUPS).contains(&messages), "it takes {messages} messages");
        let apart = messages.div_ceil(UNDER_WAY);
        for first in 0..apart {
            let under_way: Vec<_> = (first..messages).step_by(apart).map(|message| (message + 1, message)).collect();
            self.kill_at(write, &under_way, messages - 1).await;
        }
    }
}

fn program() -> Program {
    let program = Program::new("aoe2-standings").set("POLLING_ENABLED", false);
    // Requests may come from any address, and reads are not limited.
    program.set("TRUSTED_PROXIES", "127.0.0.0/8").set("RATE_LIMIT_PER_MINUTE", 0)
}

/// Signs Anna in. Returns her cookie.
async fn cookie(database: &Database, client: &Client, at: &Running) -> String {
    let (user, token) = (UserId(ANNA.parse().unwrap()), LinkToken::random());
    let now: Timestamp = server::SystemClock.now();
    let mut tx = database.pool.begin().await.unwrap();
    hosts::add(&mut tx, user, &Name::new("Anna").unwrap(), now).await.unwrap();
    links::replace(&mut tx, user, &token.digest(), now + LinkToken::LIFETIME).await.unwrap();
    tx.commit().await.unwrap();
    let link = format!("http://127.0.0.1:{}{}", at.port, token.path());
    let signed_in = client.post(link).send().await.unwrap();
    let cookie = signed_in.headers()[SET_COOKIE].to_str().unwrap();
    cookie.split_once(';').unwrap().0.to_owned()
}

fn slug(cup: usize) -> String {
    format!("cup-{cup}")
}

fn address(cup: usize) -> String {
    format!("/v1/tournaments/{}", slug(cup))
}

/// The idempotency key of a cup's write.
fn key(cup: usize) -> Uuid {
    Uuid::from_u128(cup as u128 + 1)
}
