//! Hosts who act on one Swiss stage at once, on two apis and while games are polled: no acknowledged word is lost, and
//! rounds are whole at every moment.

mod acts;

use std::{
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use api::{App, Duties, Environment, Flags, Settings};
use chrono::TimeDelta;
use domain::clock::{Clock as _, Timestamp};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sim::{Game, MatchType, ProfileId};
use tests::{Service, service::HOST, service::RIVAL, service::settings, tournament::enter};
use tokio::net::TcpListener;

use super::{
    chaos::Random,
    fixture::{CUP, Fixture},
    stages_model::{Done, Log, NEVER, Told},
};

/// How many act at once, in turn on the one api and on the other.
const AT_ONCE: u64 = 6;
const FIRST_ACCOUNT: i64 = 101;

/// A started Swiss stage of eight, and what its hosts were told so far.
struct Stage {
    fixture: Fixture,
    apis: [String; 2],
    path: String,
    entries: Vec<i64>,
    /// Counts moments.
    moment: AtomicU64,
    told: Mutex<Vec<Told>>,
    /// Every series that was ever made, and the newest round.
    known: Mutex<(Vec<i64>, i16)>,
    tokens: Mutex<(Option<Timestamp>, [String; 2])>,
}

/// Another api with the same database.
async fn another_api(service: &Service) -> String {
    let settings = Settings {
        auth_jwks_url: service.sso.keys_url().parse().unwrap(),
        auth_api_base_url: service.sso.base_url().parse().unwrap(),
        ..settings()
    };
    let pool = store::pool::connect_lazily(service.database.options(), 4);
    let clock = Arc::clone(&service.clock);
    let app = App::new(pool, clock, Environment::Development, &settings, Flags::default(), Duties::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = api::router(app.clone(), pages::router());
    let stop = service.background.stop();
    service.background.run_forever("the second api's server", api::serve(listener, app, router, stop));
    base_url
}

impl Stage {
    async fn started() -> Self {
        let fixture = Fixture::set().await;
        fixture.service.make_owner(fixture.cup, RIVAL).await;
        let mut entries = Vec::new();
        for (name, account) in ["a", "b", "c", "d", "e", "f", "g", "h"].into_iter().zip(FIRST_ACCOUNT..) {
            entries.push(enter(&fixture.service.database.pool, fixture.cup, name, Some(account)).await.0);
        }
        let body = json!({
            "name": "Swiss", "format": "swiss", "participants": entries, "series_format": {"best_of": 3},
            "visibility": "public",
        });
        let made = fixture.ask(HOST, ("POST", &format!("{CUP}/stages")), &body, None).await;
        assert_eq!(made.status, 201, "{:?}", made.body);
        let path = format!("/stages/{}", made.new_id());
        let start = format!("{CUP}{path}/start");
        assert_eq!(fixture.ask(HOST, ("POST", &start), &Value::Null, None).await.status, 200);
        let apis = [fixture.service.base_url.clone(), another_api(&fixture.service).await];
        Self {
            fixture,
            apis,
            path,
            entries,
            moment: AtomicU64::new(0),
            told: Mutex::default(),
            known: Mutex::default(),
            tokens: Mutex::default(),
        }
    }

    fn now(&self) -> u64 {
        self.moment.fetch_add(1, Ordering::SeqCst)
    }

    /// The token of one of the two owners, made anew when time has passed.
    fn token(&self, owner: usize) -> String {
        let (service, mut tokens) = (&self.fixture.service, self.tokens.lock().unwrap());
        let now = service.clock.now();
        if tokens.0 != Some(now) {
            *tokens = (Some(now), [HOST, RIVAL].map(|user| service.token(user)));
        }
        tokens.1[owner].clone()
    }

    async fn send(&self, who: u64, (method, path): (&str, &str), body: &Value) -> (u16, Value) {
        let token = self.token(who as usize / 2 % 2);
        let url = format!("{}{CUP}{path}", self.apis[who as usize % 2]);
        // From an address of its own, so that limits of writes do not apply.
        let address = Ipv4Addr::from(0xac10_0000 + self.now() as u32);
        let mut request = self.fixture.service.client.request(method.parse().unwrap(), url);
        request = request.header("cookie", format!("criticalbit_access={token}"));
        request = request.header("x-forwarded-for", address.to_string());
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        assert!([200, 201, 204, 404, 409, 422].contains(&status), "{method} {path} {body}: {status} {text}");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// Lets two of them play, polls, and looks whether anything is as it never may be.
    async fn play(&self, random: &mut Random) {
        let service = &self.fixture.service;
        service.clock.advance(TimeDelta::minutes(21));
        let to = service.clock.now().unix_seconds();
        let accounts = [0, 1].map(|half| ProfileId(FIRST_ACCOUNT + half * 4 + random.below(4) as i64));
        service.sim.world(|world| {
            world.advance(Duration::from_secs(u64::try_from(to - world.now()).unwrap_or_default()));
            world.play(&Game::new(MatchType::Custom, &accounts[..1], &accounts[1..]));
        });
        service.poll_matches().await;
        service.poll_live().await;
        assert_eq!(self.fixture.count(NEVER).await, 0);
    }

    /// Everything of the series that is kept in step with the facts.
    async fn derived(&self) -> Vec<String> {
        let query = "select row(id, status, first_score, second_score, winner, decided_by, decided_at,
                array(select game from series_games game where game.series_id = series.id order by place))::text
            from series order by id";
        sqlx::query_scalar(query).fetch_all(&self.fixture.service.database.pool).await.unwrap()
    }

    /// Whether what is stored follows from the facts.
    async fn judge_derived(&self) {
        let service = &self.fixture.service;
        let before = self.derived().await;
        let mut tx = service.database.pool.begin().await.unwrap();
        assert!(!store::series::refresh(&mut tx, self.fixture.cup).await.unwrap(), "they were not in step");
        tx.commit().await.unwrap();
        assert_eq!(self.derived().await, before);
    }
}

/// How many rounds were started and taken back while so many operations were tried.
async fn hosts_at_once(seed: u64, operations: u64) -> [usize; 2] {
    let stage = Stage::started().await;
    let hosts = join_all((0..AT_ONCE).map(|who| {
        let stage = &stage;
        let mut random = Random(seed << 32 | who);
        async move {
            for number in (who..operations).step_by(AT_ONCE as usize) {
                stage.act(who, number as i64, &mut random).await;
            }
        }
    }));
    let (mut random, games) = (Random(seed << 32 | AT_ONCE), async |random: &mut Random| {
        loop {
            stage.play(random).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    tokio::select! {
        _ = hosts => {}
        () = games(&mut random) => {}
    }
    // A poll that was left in the middle is rolled back by now; what it left to a later one is done by this.
    stage.fixture.service.database.wait_until_idle().await;
    stage.play(&mut random).await;
    stage.judge_derived().await;
    let log = Log(std::mem::take(&mut *stage.told.lock().unwrap()));
    log.judge(&stage.fixture.service.database).await;
    [log.count(|done| matches!(done, Done::Start { .. })), log.count(|done| matches!(done, Done::TakeBack { .. }))]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosts_at_once_lose_no_word_and_leave_no_half_round() {
    let mut seen = [0, 0];
    for seed in 1..=13 {
        let [starts, taken_back] = hosts_at_once(seed, 800).await;
        seen = [seen[0] + starts, seen[1] + taken_back];
    }
    assert!(seen[0] > 30 && seen[1] > 3, "{seen:?} rounds were started and taken back");
}
