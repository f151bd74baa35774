//! A process that is killed while it applies a document: all of the document is there afterwards, or nothing of it.

use api::LinkToken;
use domain::{
    clock::{Clock as _, Timestamp},
    document::{CheckedDocument, Document},
    id::UserId,
    name::Name,
};
use reqwest::{
    Client,
    header::{COOKIE, SET_COOKIE},
    redirect::Policy,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use store::{
    documents,
    sign_in::{hosts, links},
};
use tests::{
    Database, Proxy, TestClock,
    program::{Program, Running},
    proxy::Fault,
    service::NOW,
};

const ANNA: &str = "0de30000-0000-8000-8000-000000000001";

fn checked(document: Value) -> CheckedDocument {
    serde_json::from_value::<Document>(document).unwrap().check().unwrap()
}

fn before() -> CheckedDocument {
    checked(json!({
        "slug": "cup", "name": "Before", "leaderboard_id": 3, "owners": [ANNA],
        "entries": [{"name": "Ada", "account": 1}, {"name": "Bo", "account": 2}],
        "teams": [{"name": "Reds", "initials": "R", "captain": "Ada", "members": ["Ada"]}],
    }))
}

fn after() -> CheckedDocument {
    checked(json!({
        "slug": "cup", "name": "After", "leaderboard_id": 3, "owners": [ANNA],
        "entries": [{"name": "Bo", "account": 1}, {"name": "Ada", "account": 2}, {"name": "Cy"}],
        "teams": [{"name": "Blues", "initials": "B", "captain": "Cy", "members": ["Bo", "Cy"]}],
    }))
}

struct Fixture {
    database: Database,
    proxy: Proxy,
    client: Client,
}

impl Fixture {
    async fn set() -> Self {
        let database = Database::fresh().await;
        let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { database, proxy, client }
    }

    /// A process whose connections to the database pass through the proxy.
    async fn serve(&self) -> Running {
        let port = format!(":{}/", self.database.options().get_port());
        let url = self.database.url.replacen(&port, &format!(":{}/", self.proxy.port()), 1);
        assert_ne!(url, self.database.url);
        let program = Program::new("aoe2-standings").set("POLLING_ENABLED", false).set("DATABASE_URL", url);
        program.serve().await
    }

    /// Anna's cookie, which is good at every process.
    async fn cookie(&self, running: &Running) -> String {
        let (user, token) = (UserId(ANNA.parse().unwrap()), LinkToken::random());
        let now: Timestamp = server::SystemClock.now();
        let mut tx = self.database.pool.begin().await.unwrap();
        hosts::add(&mut tx, user, &Name::new("Anna").unwrap(), now).await.unwrap();
        links::replace(&mut tx, user, &token.digest(), now + LinkToken::LIFETIME).await.unwrap();
        tx.commit().await.unwrap();
        let link = format!("http://127.0.0.1:{}{}", running.port, token.path());
        let signed_in = self.client.post(link).send().await.unwrap();
        let cookie = signed_in.headers()[SET_COOKIE].to_str().unwrap();
        cookie.split_once(';').unwrap().0.to_owned()
    }

    async fn put(&self, running: &Running, cookie: &str) -> reqwest::Result<u16> {
        let url = format!("http://127.0.0.1:{}/v1/tournaments/cup/document?prune=true", running.port);
        let document = after();
        let request = self.client.put(url).header(COOKIE, cookie).json(&*document);
        Ok(request.send().await?.status().as_u16())
    }

    async fn stored(&self) -> Document {
        let mut tx = self.database.pool.begin().await.unwrap();
        let current = documents::load(&mut tx, "cup").await.unwrap().unwrap();
        tx.rollback().await.unwrap();
        current.document()
    }

    async fn nudges(&self) -> i64 {
        self.database.value("select count(*) from nudges").await
    }

    /// Kills a process at a message of a document, which arrives all the same. Returns whether the document was applied.
    async fn kill_at(&self, cookie: &str, message: Option<usize>) -> bool {
        documents::apply(&self.database.pool, &before(), true, &TestClock::at(NOW)).await.unwrap();
        let mut running = self.serve().await;
        // Its first look at the session is not what is interrupted.
        let me = self.client.get(format!("http://127.0.0.1:{}/v1/me", running.port)).header(COOKIE, cookie);
        assert_eq!(me.send().await.unwrap().status(), 200);
        let nudges = self.nudges().await;
        let id = Pid::from_raw(running.id().try_into().unwrap()).unwrap();
        let kill = Fault::Call(Box::new(move || kill_process(id, Signal::KILL).unwrap()));
        match message {
            Some(message) => self.proxy.fault_after(message, kill),
            None => self.proxy.fault_at_commit(kill),
        }
        let answer = self.put(&running, cookie).await;
        assert!(self.proxy.mend() && answer.is_err(), "at {message:?}: {answer:?}");
        running.is_killed().await;
        self.database.idles().await;
        let (stored, nudged) = (self.stored().await, self.nudges().await - nudges);
        let is_applied = stored == *after();
        let due = if is_applied { ((*after()).clone(), 2) } else { ((*before()).clone(), 0) };
        assert_eq!((stored, nudged), due, "at {message:?}");
        is_applied
    }
}

#[tokio::test]
async fn a_process_killed_at_any_message_leaves_all_or_nothing() {
    let fixture = Fixture::set().await;
    let mut first = fixture.serve().await;
    let cookie = fixture.cookie(&first).await;
    documents::apply(&fixture.database.pool, &before(), true, &TestClock::at(NOW)).await.unwrap();
    first.stop(Signal::TERM).await;
    for message in [0, 2, 5, 8, 11, 14, 17] {
        assert!(!fixture.kill_at(&cookie, Some(message)).await, "at {message}: it takes more messages");
    }
    assert!(fixture.kill_at(&cookie, None).await, "whose commit arrived");
    let running = fixture.serve().await;
    assert_eq!(fixture.put(&running, &cookie).await.unwrap(), 200, "it is no change any more");
    assert_eq!(fixture.stored().await, *after());
}
