//! Hosts who act on one Swiss stage at once, on two apis and while games are polled: no acknowledged word is lost, and
//! rounds are whole at every moment.

use std::{
    collections::BTreeSet,
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
    stages_model::{Done, Log, NEVER, Ruling, Told},
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

    /// A series, mostly of the newest round.
    fn series(&self, random: &mut Random) -> i64 {
        let known = self.known.lock().unwrap();
        let recent = &known.0[known.0.len().saturating_sub(4)..];
        let from = if random.one_in(8) { &known.0 } else { recent };
        random.pick(from).unwrap_or(1)
    }

    /// Does something at random, and records it if it was done.
    async fn act(&self, who: u64, number: i64, random: &mut Random) {
        let sent = self.now();
        let done = match random.below(20) {
            0..9 => self.report(who, number, random).await,
            9 => self.add_game(who, number, random).await,
            10..12 => self.drop_games(who, random).await,
            12..16 => self.next_round(who).await,
            16 => self.take_back(who).await,
            17 => self.withdraw(who, random).await,
            18 => self.adjust(who, number, random).await,
            _ => self.order(who, random).await,
        };
        let answered = self.now();
        self.told.lock().unwrap().extend(done.map(|done| Told { sent, answered, done }));
    }

    async fn patch(&self, who: u64, series: i64, body: Value) -> Option<Value> {
        let (status, read) = self.send(who, ("PATCH", &format!("/series/{series}")), &body).await;
        (status == 200).then_some(read)
    }

    async fn report(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let scores = [[2, 0], [2, 1], [0, 2], [1, 2], [1, 1]];
        let ruling = match random.below(10) {
            0..6 => Ruling::Score(random.pick(&scores)?),
            6 => Ruling::Walkover(random.below(2) as i16),
            7 => Ruling::Cancelled,
            _ => Ruling::Back,
        };
        let (field, value) = ruling.field();
        let read = self.patch(who, series, json!({"note": number.to_string(), field: value})).await?;
        assert!(read["note"] == json!(number.to_string()) && ruling.is_in(&read), "{ruling:?} {number}: {read}");
        Some(Done::Report { series, number, ruling })
    }

    async fn add_game(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let game = json!({"winner": random.below(2), "map": number.to_string()});
        self.patch(who, series, json!({"games": [game]})).await?;
        Some(Done::AddGame { series, number })
    }

    async fn drop_games(&self, who: u64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let read = self.patch(who, series, json!({"games": null})).await?;
        assert!(read["games"].as_array().unwrap().iter().all(|game| game["decision_id"].is_null()), "{read}");
        Some(Done::DropGames { series })
    }

    async fn next_round(&self, who: u64) -> Option<Done> {
        let route = format!("{}/rounds", self.path);
        let (status, paired) = self.send(who, ("POST", &route), &json!({"dry_run": false})).await;
        if status != 201 {
            return None;
        }
        let side = |side: &Value| side["tournament_player_id"].as_i64();
        let pairs = paired["pairings"].as_array().unwrap().iter().map(|pairing| {
            let sides = [0, 1].map(|place| side(&pairing["sides"][place]).unwrap());
            (pairing["series_id"].as_i64().unwrap(), sides)
        });
        let (series, bye) = (pairs.collect::<std::collections::BTreeMap<_, _>>(), side(&paired["bye"]["side"]));
        let everybody: Vec<_> = series.values().flatten().copied().chain(bye).collect();
        assert_eq!(everybody.iter().collect::<BTreeSet<_>>().len(), everybody.len(), "{paired}");
        assert!(self.entries[..4].iter().all(|entry| everybody.contains(entry)), "who never withdrew: {paired}");
        let round = paired["round"].as_i64().unwrap() as i16;
        let mut known = self.known.lock().unwrap();
        known.0.extend(series.keys());
        known.1 = round;
        Some(Done::Start { round, pairing: (series, bye) })
    }

    async fn take_back(&self, who: u64) -> Option<Done> {
        let round = self.known.lock().unwrap().1;
        let route = format!("{}/rounds/{round}", self.path);
        let (status, _) = self.send(who, ("DELETE", &route), &Value::Null).await;
        if status != 204 {
            return None;
        }
        self.known.lock().unwrap().1 = round - 1;
        Some(Done::TakeBack { round })
    }

    /// Only the second half ever withdraws.
    async fn withdraw(&self, who: u64, random: &mut Random) -> Option<Done> {
        let (entry, withdrawn) = (random.pick(&self.entries[4..])?, random.one_in(2));
        let route = format!("{}/participants/{entry}/withdraw", self.path);
        let method = if withdrawn { "POST" } else { "DELETE" };
        let (status, _) = self.send(who, (method, &route), &Value::Null).await;
        (status == 204).then_some(Done::Withdraw { entry, withdrawn })
    }

    async fn adjust(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let (entry, points) = (random.pick(&self.entries)?, random.below(5) as i32 - 2);
        let body = json!({"side": entry, "points": points, "reason": number.to_string()});
        let (status, _) = self.send(who, ("PUT", &format!("{}/adjustments", self.path)), &body).await;
        (status == 204).then_some(Done::Adjust { entry, points: points * 100, number })
    }

    async fn order(&self, who: u64, random: &mut Random) -> Option<Done> {
        let mut order = Vec::new();
        if !random.one_in(4) {
            order.extend([random.pick(&self.entries)?, random.pick(&self.entries)?]);
        }
        let body = json!({"order": order});
        let (status, _) = self.send(who, ("PUT", &format!("{}/ties", self.path)), &body).await;
        (status == 204).then_some(Done::Order(order))
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
