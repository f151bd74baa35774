//! The whole service without its schedule: polls happen when a test calls them.

mod broadcasts;
mod hosts;
mod polls;

use std::{sync::Arc, time::Duration};

use api::{App, Creation, Duties, Environment, Flags, Settings};
use domain::clock::{Clock as _, SharedClock};
use poller::{HistoryQueue, PollContext, Shared};
use relic::Relic;
use reqwest::{Client, Response};
use serde_json::Value;
use sim::{Broadcasters, Config, Sim, Sso, World};
use store::{
    feed::Feed,
    lease::{self, Epoch},
    pool,
};
use tokio::net::TcpListener;

use crate::{Background, Database, Frames, Proxy, TestClock};

pub use broadcasts::settings as broadcast_settings;
pub use hosts::{HOST, RIVAL};
pub use polls::{default_poller_settings, polls, quick_polls, recorded_polls};

/// The time of tests unless they set another.
pub const NOW: &str = "2026-06-10T12:00:00Z";

/// Settings for tests: reads are not limited, and this machine counts as a proxy, so that requests can come from any
/// address ([`Service::send`]).
#[must_use]
pub fn settings() -> Settings {
    let nowhere = || "http://127.0.0.1:9".parse().expect("an address");
    Settings {
        cors_origins: Vec::new(),
        auth_jwks_url: nowhere(),
        auth_token_issuer: None,
        auth_api_base_url: nowhere(),
        trusted_proxies: "127.0.0.0/8".parse().expect("a network"),
        client_ip_header: api::ClientIpHeader::default(),
        rate_limit_per_minute: 0,
        max_connections: 18_000,
        max_connections_per_client: 0,
        max_streams_per_client: 0,
        view_cache_mb: 160,
        tournament_creation: Some(Creation::Open),
        builtin_sign_in: Some(false),
        public_base_url: None,
    }
}

/// The duties of an api whose polls are made elsewhere, at the default cadences.
fn duties() -> Duties {
    let age_limits = recorded_polls().map(|(poll, row)| (row, poll.age_limit())).collect();
    Duties { polls: false, serves: true, age_limits }
}

/// A running service.
pub struct Service {
    /// Its database, reached directly.
    pub database: Database,
    /// The proxy between the api and its database.
    pub proxy: Proxy,
    /// The upstream.
    pub sim: Sim,
    /// The sign-on service.
    pub sso: Sso,
    /// The broadcasting platforms.
    pub broadcasters: Broadcasters,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// What its polls work with.
    pub context: PollContext,
    /// A queue of histories without knowledge of other polls, which therefore chooses every account.
    all_accounts: Shared<HistoryQueue>,
    /// The lease its polls write under.
    pub epoch: Epoch,
    /// A client that follows no redirects and decompresses nothing.
    pub client: Client,
    /// The URL it serves at.
    pub base_url: String,
    /// Its tasks.
    pub background: Background,
}

impl Drop for Service {
    fn drop(&mut self) {
        self.background.stop().cancel();
        self.background.check();
    }
}

impl Service {
    /// Starts one with an upstream without players.
    pub async fn start() -> Self {
        Self::start_with_settings(&settings()).await
    }

    /// Starts one with settings of its own and an upstream without players.
    pub async fn start_with_settings(settings: &Settings) -> Self {
        let clock = TestClock::at(NOW);
        let world = World::new(Config::new(7, clock.now().unix_seconds()));
        Self::with(world, clock, Environment::Development, settings, Flags::default()).await
    }

    /// Starts one as [`Service::start`] does, with this database.
    pub async fn start_with(database: Database) -> Self {
        let clock = TestClock::at(NOW);
        let world = World::new(Config::new(7, clock.now().unix_seconds()));
        Self::assemble(database, world, clock, Environment::Development, &settings(), Flags::default()).await
    }

    /// Starts one with everything given, except the sign-on service's addresses, which are the simulated one's.
    pub async fn with(
        world: World,
        clock: TestClock,
        environment: Environment,
        settings: &Settings,
        flags: Flags,
    ) -> Self {
        Self::assemble(Database::fresh().await, world, clock, environment, settings, flags).await
    }

    async fn assemble(
        database: Database,
        world: World,
        clock: TestClock,
        environment: Environment,
        settings: &Settings,
        flags: Flags,
    ) -> Self {
        let server = database.options();
        let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
        let clock = Arc::new(clock);
        let shared: SharedClock = Arc::clone(&clock) as SharedClock;
        let sim = Sim::local(world).await.expect("the simulated upstream starts");
        let sso = Sso::local().await.expect("the simulated sign-on service starts");
        let settings = Settings {
            auth_jwks_url: sso.keys_url().parse().expect("a URL"),
            auth_api_base_url: sso.base_url().parse().expect("a URL"),
            ..settings.clone()
        };
        // Tests send requests as fast as they can.
        let upstream = relic::Settings {
            upstream_requests_per_second: 1_000_000,
            ..relic::Settings::at(sim.base_url().parse().expect("a URL"))
        };
        let broadcasters = Broadcasters::local().await.expect("the simulated platforms start");
        let clients = platforms::Broadcasters::new(&broadcasts::settings(&broadcasters), &upstream.user_agent())
            .expect("clients");
        let relic = Relic::new(&upstream).expect("a client");
        let directory = Arc::new(server::UpstreamDirectory::new(relic.clone()));
        let context = PollContext::new(relic, database.pool.clone(), Arc::clone(&shared)).with(clients);
        let epoch = lease::acquire(&database.pool, "the test").await.unwrap().expect("the lease is free");
        // A test may take longer than a lease's term.
        database.run("update worker_lease set expires_at = now() + interval '1 hour'").await;
        let behind_proxy = pool::connect_lazily(server.clone().port(proxy.port()), 4);
        let app = App::new(behind_proxy, shared, environment, &settings, flags, duties());
        app.look_accounts_up_in(directory);
        let background = Background::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let feed = Feed::new(database.pool.clone(), server);
        background.run_forever("the feed", api::follow(app.clone(), feed, background.stop()));
        background.run_forever("the watch of sessions", api::watch_sessions(app.clone(), background.stop()));
        let router = api::router(app.clone(), pages::router());
        background.run_forever("the api's server", api::serve(listener, app, router, background.stop()));
        let client = client();
        Self {
            database,
            proxy,
            sim,
            sso,
            broadcasters,
            clock,
            context,
            all_accounts: Shared::default(),
            epoch,
            client,
            base_url,
            background,
        }
    }

    /// The answer to a GET, whatever its status.
    pub async fn answer(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base_url));
        self.background.beside(request.send()).await.expect("an answer")
    }

    /// The body of a GET that must succeed.
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.answer(path).await;
        assert_eq!(answer.status(), 200, "GET {path}");
        json(answer).await
    }

    /// The status and body of a GET.
    pub async fn get_any(&self, path: &str) -> (u16, Value) {
        let answer = self.answer(path).await;
        (answer.status().as_u16(), json(answer).await)
    }

    /// Opens an event stream once the api has received every nudge, and reads its opening frame.
    pub async fn stream(&self, path: &str) -> Frames {
        self.settle().await;
        let mut frames = Frames::of(self.answer(path).await).beside(self.background.clone());
        assert!(frames.next().await.expect("an opening").retry.is_some());
        frames
    }

    /// Waits until the api has received every nudge.
    ///
    /// # Panics
    /// When that takes longer than ten seconds.
    pub async fn settle(&self) {
        let newest: i64 = self.database.value("select coalesce(max(id), 0) from nudges").await;
        for _ in 0..200 {
            let opening = Frames::of(self.answer("/v1/stream").await).next().await.expect("an opening");
            if opening.id.and_then(|id| id.parse().ok()) >= Some(newest) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the api has not heard of nudge {newest}");
    }

    /// Requests `path` repeatedly until its body satisfies `is_so`, for changes that arrive by the feed.
    ///
    /// # Panics
    /// When that takes longer than ten seconds.
    pub async fn eventually(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        for _ in 0..200 {
            last = self.get(path).await;
            if is_so(&last) {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("GET {path} stayed {last}");
    }
}

/// The body of an answer as JSON.
///
/// # Panics
/// When it is not JSON.
pub async fn json(answer: Response) -> Value {
    let text = answer.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text:?}"))
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_gzip().redirect(reqwest::redirect::Policy::none()).no_proxy();
    client.timeout(Duration::from_secs(30)).build().expect("a client")
}
