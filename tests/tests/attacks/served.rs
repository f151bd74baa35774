//! An api in a process of its own, behind a proxy on this machine, with a victim who reads standings.

use std::{
    net::Ipv4Addr,
    sync::atomic::{AtomicU32, Ordering},
};

use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
};
use reqwest::Client;
use store::nudges::publish;
use tests::{
    Database,
    program::{Program, Running, free_port},
    service::NOW,
    tournament::{create, tournament},
};

/// Where all attackers come from, as their proxy reports.
pub(crate) const ATTACKER: &str = "192.0.2.66";

/// One attack at a time: each would slow down the others' victims.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The service under attack.
pub(crate) struct Served {
    pub(crate) database: Database,
    pub(crate) running: Running,
    client: Client,
    metrics: String,
    next_viewer: AtomicU32,
    _alone: tokio::sync::MutexGuard<'static, ()>,
}

impl Served {
    /// Starts it, with a tournament `cup`.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let alone = ALONE.lock().await;
        let database = Database::fresh().await;
        create(&database.pool, &tournament("cup")).await;
        let metrics = format!("127.0.0.1:{}", free_port());
        let program = Program::new("api").set("DATABASE_URL", &database.url).set("TRUSTED_PROXIES", "127.0.0.1");
        let program =
            settings.iter().fold(program.set("METRICS_ADDR", &metrics), |p, (name, value)| p.set(name, value));
        let running = program.serve().await;
        let client = Client::builder().no_proxy().build().unwrap();
        let served =
            Self { database, running, client, metrics, next_viewer: AtomicU32::new(0x0a00_0001), _alone: alone };
        served.request().await;
        served
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.running.port)
    }

    /// One request of the victim, each time from another address.
    pub(crate) async fn request(&self) {
        let viewer = Ipv4Addr::from(self.next_viewer.fetch_add(1, Ordering::Relaxed));
        let request = self.client.get(self.url("/v1/tournaments/cup/standings"));
        let answer = request.header("x-forwarded-for", viewer.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.bytes().await.unwrap();
    }

    /// What a metric says, in all.
    pub(crate) async fn figure(&self, name: &str) -> f64 {
        let text =
            self.client.get(format!("http://{}/metrics", self.metrics)).send().await.unwrap().text().await.unwrap();
        let values = text.lines().filter(|line| line.split(['{', ' ']).next() == Some(name));
        values.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum()
    }

    /// Tells that the tournament changed.
    pub(crate) async fn nudge(&self, tournament: TournamentId) {
        let mut tx = self.database.pool.begin().await.unwrap();
        publish(&mut tx, Event::Live, &Scope::one(tournament), NOW.parse().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
    }
}
