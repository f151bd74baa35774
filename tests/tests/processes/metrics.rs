//! The metrics endpoint, read as Prometheus does.

use std::time::{Duration, Instant};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use reqwest::Client;
use store::nudges;
use tests::{
    Database, Proxy,
    fill::{Size, fill},
    service::HOST,
    until,
};
use tokio::time::sleep;

use super::{
    program::{Program, Running, free_port},
    split::cup,
};

const STANDINGS: &str = "/v1/tournaments/cup/standings";
const ROUTE: &str = r#"route="/v1/tournaments/{tournament_slug}/standings",method="GET""#;

/// A program that runs, and where its metrics are.
struct Measured {
    running: Running,
    metrics: u16,
}

impl Measured {
    async fn start(program: Program) -> Self {
        let metrics = free_port();
        let running = program.set("METRICS_ADDR", format!("127.0.0.1:{metrics}")).set("REVISION", "abc").serve().await;
        Self { running, metrics }
    }

    async fn text(&self) -> String {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        let answer = client.get(format!("http://127.0.0.1:{}/metrics", self.metrics)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
        answer.text().await.unwrap()
    }

    /// A figure, by its name and labels as they are written; nought, while it is not there.
    async fn figure(&self, name: &str) -> f64 {
        read(&self.text().await, name).unwrap_or(0.0)
    }

    async fn eventually(&self, name: &str, is_so: impl Fn(f64) -> bool) -> f64 {
        let begun = Instant::now();
        loop {
            let figure = self.figure(name).await;
            if is_so(figure) {
                return figure;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{name} stayed {figure}\n{}", self.text().await);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it follows the outbox, when it renders once more what it rendered before. Standings do not change
    /// by the nudges that tell.
    async fn follows(&self, database: &Database) {
        let begun = Instant::now();
        while self.figure("aoe2_nudge_latency_seconds_count").await == 0.0 {
            assert!(begun.elapsed() < Duration::from_secs(15), "no nudge arrives\n{}", self.text().await);
            let mut tx = database.pool.begin().await.unwrap();
            nudges::publish(&mut tx, Event::Matches, &Scope::All, server::SystemClock.now()).await.unwrap();
            tx.commit().await.unwrap();
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn ask(&self, path: &str) -> reqwest::Response {
        self.running.ask(path).await.expect("an answer")
    }
}

fn read(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    Some(line.parse().expect("a number"))
}

/// A process with both roles, which has polled.
async fn everything() -> (Measured, Database, sim::Sim) {
    let (database, sim, _) = cup().await;
    let program = Program::new("aoe2-standings").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let measured = Measured::start(program).await;
    let rated = |body: &serde_json::Value| body["items"][0]["current_rating"] == 1500;
    measured.running.eventually(STANDINGS, Duration::from_secs(15), rated).await;
    (measured, database, sim)
}

#[tokio::test]
async fn each_read_is_counted_the_hot_ones_too() {
    let (measured, _database, _sim) = everything().await;
    // Nothing changes any longer, and the address is hot.
    sleep(Duration::from_secs(2)).await;
    measured.ask(STANDINGS).await;
    let names = [
        format!("aoe2_http_requests_total{{{ROUTE},status=\"200\"}}"),
        format!("aoe2_http_request_duration_seconds_count{{{ROUTE}}}"),
        "aoe2_view_hits_total{view=\"standings\"}".to_owned(),
        "aoe2_view_renders_total{view=\"standings\",outcome=\"ok\"}".to_owned(),
    ];
    let before = measured.text().await;
    for _ in 0..7 {
        assert_eq!(measured.ask(STANDINGS).await.status(), 200);
    }
    let after = measured.text().await;
    let moved = names
        .map(|name| read(&after, &name).unwrap_or_else(|| panic!("{name}\n{after}")) - read(&before, &name).unwrap());
    assert_eq!(moved, [7.0, 7.0, 7.0, 0.0]);
    assert!(read(&after, "aoe2_view_render_duration_seconds_count{view=\"standings\"}").unwrap() >= 1.0);
    for (path, labels) in [
        ("/nowhere", "route=\"unmatched\",method=\"GET\",status=\"404\""),
        ("/v1/tournaments/nope/live", "route=\"/v1/tournaments/{tournament_slug}/live\",method=\"GET\",status=\"404\""),
    ] {
        measured.ask(path).await;
        assert_eq!(measured.figure(&format!("aoe2_http_requests_total{{{labels}}}")).await, 1.0, "{path}");
    }
}

#[tokio::test]
async fn streams_and_nudges_are_counted() {
    let (measured, database, _sim) = everything().await;
    assert_eq!(measured.figure("aoe2_stream_connections").await, 0.0);
    let mut stream = measured.running.stream().await;
    assert_eq!(measured.eventually("aoe2_stream_connections", |open| open > 0.0).await, 1.0);
    assert_eq!(measured.figure("aoe2_streams_opened_total").await, 1.0);
    let heard = || measured.figure("aoe2_nudge_latency_seconds_count");
    let waited = || measured.figure("aoe2_nudge_latency_seconds_sum");
    let (heard_before, waited_before) = (heard().await, waited().await);
    // A commit that takes a second and a half.
    let begun = Instant::now();
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &Scope::All, server::SystemClock.now()).await.unwrap();
    sleep(Duration::from_millis(1_500)).await;
    tx.commit().await.unwrap();
    stream.event().await;
    measured.eventually("aoe2_nudge_latency_seconds_count", |count| count > heard_before).await;
    let (heard, waited) = (heard().await - heard_before, waited().await - waited_before);
    assert!(waited > 1.0 && waited < (begun.elapsed().as_secs_f64() + 0.5) * heard, "{waited} s for {heard} nudges");
    drop(stream);
    measured.eventually("aoe2_streams_closed_total{reason=\"left\"}", |closed| closed == 1.0).await;
    assert_eq!(measured.figure("aoe2_stream_connections").await, 0.0);
}

#[tokio::test]
async fn polls_tell_how_they_went() {
    let (measured, database, sim) = everything().await;
    let text = measured.text().await;
    let due = [
        "aoe2_poll_cycles_total{task=\"stats\",outcome=\"changed\"}",
        "aoe2_poll_duration_seconds_count{task=\"stats\"}",
        "aoe2_rows_changed_total{task=\"stats\"}",
        "aoe2_upstream_requests_total{endpoint=\"leaderboard/GetPersonalStat\",status=\"200\"}",
        "aoe2_lease_held",
        "aoe2_poll_pause_seconds{task=\"reference\"}",
        "aoe2_build_info{version=\"0.1.0\",revision=\"abc\"}",
        "aoe2_database_connections_max{pool=\"writes\"}",
        "aoe2_database_connections_max{pool=\"reads\"}",
        "process_resident_memory_bytes",
        "process_open_fds",
    ];
    for name in due {
        assert!(read(&text, name).is_some_and(|figure| figure >= 1.0), "{name}\n{text}");
    }
    for name in [
        "aoe2_rows_dropped_total{task=\"stats\"}",
        "process_cpu_seconds_total",
        "aoe2_stream_lagged_total",
        "aoe2_view_stale_total{view=\"standings\"}",
        "aoe2_host_writes_total{outcome=\"unavailable\"}",
        "aoe2_host_writes_total{outcome=\"done\"}",
    ] {
        assert!(read(&text, name).is_some(), "{name}\n{text}");
    }
    let now = server::SystemClock.now().unix_seconds() as f64;
    for name in [
        "aoe2_poll_last_success_timestamp_seconds{task=\"stats\"}",
        "aoe2_poll_last_cycle_timestamp_seconds{task=\"stats\"}",
        "process_start_time_seconds",
    ] {
        let age = now - read(&text, name).unwrap();
        assert!((-2.0..30.0).contains(&age), "{name} is {age} s ago");
    }
    measured.eventually("aoe2_poll_cycles_total{task=\"stats\",outcome=\"unchanged\"}", |count| count >= 1.0).await;

    let standby = Program::new("poller").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let standby = Measured::start(standby).await;
    let text = standby.text().await;
    assert_eq!(read(&text, "aoe2_lease_held"), Some(0.0), "{text}");
    assert_eq!(read(&text, "aoe2_poll_last_success_timestamp_seconds{task=\"stats\"}"), None, "it had none");

    drop(sim);
    measured.eventually("aoe2_poll_cycles_total{task=\"stats\",outcome=\"failed\"}", |count| count >= 1.0).await;
    measured.eventually("aoe2_poll_pause_seconds{task=\"stats\"}", |pause| pause >= 0.4).await;
    let lost = "aoe2_upstream_requests_total{endpoint=\"leaderboard/GetPersonalStat\",status=\"transport\"}";
    assert!(measured.figure(lost).await >= 1.0, "{}", measured.text().await);
}

#[tokio::test]
async fn too_many_requests_are_counted_by_class() {
    let (database, _sim, _) = cup().await;
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("RATE_LIMIT_PER_MINUTE", 3);
    let measured = Measured::start(api).await;
    let mut refused = 0.0;
    for _ in 0..8 {
        if measured.ask("/v1/flags").await.status() == 429 {
            refused += 1.0;
        }
    }
    assert!(refused >= 4.0);
    assert_eq!(measured.figure("aoe2_rate_limited_total{class=\"default\"}").await, refused);
    for path in ["/health", "/health/ready", "/health/freshness"] {
        assert_ne!(measured.ask(path).await.status(), 429, "{path}");
    }
}

#[tokio::test]
async fn what_is_served_from_memory_is_counted() {
    let (database, _sim, id) = cup().await;
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    let behind_proxy =
        database.url.replace(&format!(":{}/", database.options().get_port()), &format!(":{}/", proxy.port()));
    assert_ne!(behind_proxy, database.url);
    let api = Program::new("api").set("DATABASE_URL", behind_proxy).set("LISTEN_DATABASE_URL", &database.url);
    let measured = Measured::start(api).await;
    measured.running.eventually(STANDINGS, Duration::from_secs(15), |body| body["items"].is_array()).await;
    // The listener is made beside the queries.
    database.wait_for_listener().await;
    proxy.shut();
    let mut tx = database.pool.begin().await.unwrap();
    let now = server::SystemClock.now();
    nudges::publish(&mut tx, Event::Standings, &Scope::one(id), now).await.unwrap();
    tx.commit().await.unwrap();
    let is_stale = async || measured.ask(STANDINGS).await.headers().contains_key("warning");
    until("it is stale", Duration::from_secs(15), is_stale).await;
    assert!(measured.figure("aoe2_view_stale_total{view=\"standings\"}").await >= 1.0);
    assert!(measured.figure("aoe2_view_renders_total{view=\"standings\",outcome=\"failed\"}").await >= 1.0);
    assert_eq!(measured.ask("/health/ready").await.status(), 200, "there is something to serve");
}

#[tokio::test]
async fn hosts_writes_are_counted_by_what_came_of_them() {
    let (database, _sim, id) = cup().await;
    let mut tx = database.pool.begin().await.unwrap();
    store::owners::grant(&mut tx, id, domain::id::UserId(HOST.parse().unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    let sso = sim::Sso::local().await.unwrap();
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    let port = format!(":{}/", database.options().get_port());
    let behind_proxy = database.url.replace(&port, &format!(":{}/", proxy.port()));
    let api = Program::new("api").set("DATABASE_URL", behind_proxy).set("AUTH_JWKS_URL", sso.keys_url());
    let measured = Measured::start(api).await;
    let token = sso.token(HOST, server::SystemClock.now().unix_seconds()).mint();
    let write = async |body: &'static str| {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let request = client.post(format!("http://127.0.0.1:{}/v1/tournaments/cup/teams", measured.running.port));
        let request = request.header("cookie", format!("criticalbit_access={token}"));
        request.header("content-type", "application/json").body(body).send().await.unwrap().status().as_u16()
    };
    let begun = Instant::now();
    while write(r#"{"name": "Reds", "initials": "R"}"#).await == 503 {
        assert!(begun.elapsed() < Duration::from_secs(15), "it finds its database");
    }
    let before = measured.figure("aoe2_host_writes_total{outcome=\"unavailable\"}").await;
    assert_eq!(write("{}").await, 422);
    proxy.shut();
    assert_eq!(write(r#"{"name": "Blues", "initials": "B"}"#).await, 503);
    for (outcome, count) in [("done", 1.0), ("refused", 1.0), ("unavailable", before + 1.0), ("failed", 0.0)] {
        let name = format!("aoe2_host_writes_total{{outcome=\"{outcome}\"}}");
        assert_eq!(measured.figure(&name).await, count, "{name}");
    }
}

#[tokio::test]
async fn an_address_that_is_taken_stops_the_start() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let program = Program::new("api").set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    let program = program.set("PORT", free_port()).set("METRICS_ADDR", taken.local_addr().unwrap());
    let (code, said) = program.finish().await;
    assert_ne!(code, 0);
    assert!(said.contains("METRICS_ADDR"), "{said}");
}

#[tokio::test]
async fn without_an_address_nothing_is_different() {
    let (database, _sim, _) = cup().await;
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("METRICS_ADDR", "").serve().await;
    api.eventually("/v1/tournaments", Duration::from_secs(10), |all| all[0]["slug"] == "other").await;
    assert_eq!(api.ask("/metrics").await.unwrap().status(), 404);
}

/// Forty standings of nearly 200 kB each, of which the cache keeps a fifth as they are.
#[tokio::test]
async fn views_that_left_the_cache_come_back_without_a_render() {
    let database = Database::fresh().await;
    let size = Size { tournaments: 40, entries: 20, games: 8_000, past_games: 0, players: 2 };
    fill(&database, size, server::SystemClock.now()).await;
    database
        .run("update tournament_players set presentation = jsonb_build_object('text', repeat(name || ' ', 500))")
        .await;
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("VIEW_CACHE_MB", "16");
    let measured = Measured::start(api.set("RATE_LIMIT_PER_MINUTE", "0")).await;
    measured.follows(&database).await;
    let mut visits = Vec::new();
    for _ in 0..3 {
        let mut tags = Vec::new();
        for number in 1..=40 {
            let answer = measured.ask(&format!("/v1/tournaments/cup-{number}/standings")).await;
            assert_eq!(answer.status(), 200);
            tags.push(answer.headers()["etag"].clone());
            assert!(answer.bytes().await.unwrap().len() > 150_000);
        }
        let rendered = measured.figure("aoe2_view_renders_total{view=\"standings\",outcome=\"ok\"}").await;
        let hits = measured.figure("aoe2_view_hits_total{view=\"standings\"}").await;
        visits.push((tags, rendered, hits));
    }
    let [(first, rendered, hits), (second, rendered_then, hits_then), (third, rendered_last, _)] = &visits[..] else {
        unreachable!("three visits")
    };
    assert_eq!((first, second), (second, third));
    assert_eq!((*rendered, *hits), (40.0, 0.0));
    assert_eq!((*rendered_then, *rendered_last, *hits_then), (40.0, 40.0, 40.0), "all of them were kept");
}
