//! Metrics of reads: how many there were, which were refused, and which were answered without a query.

use std::time::Duration;

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use store::nudges;
use tests::{
    Database, EVENTUALLY, Proxy,
    fill::{Size, fill},
    program::Program,
    until,
};
use tokio::time::sleep;

use super::{super::split::cup, Measured, STANDINGS, everything, read};

const ROUTE: &str = r#"route="/v1/tournaments/{tournament_slug}/standings",method="GET""#;

#[tokio::test]
async fn each_read_is_counted_the_cached_ones_too() {
    let (measured, _database, _sim) = everything().await;
    let renders = async || {
        assert_eq!(measured.ask(STANDINGS).await.status(), 200);
        measured.figure("aoe2_view_renders_total{view=\"standings\",outcome=\"ok\"}").await
    };
    let is_settled = async || {
        let before = renders().await;
        sleep(Duration::from_secs(1)).await;
        renders().await == before
    };
    until("nothing changes any longer", EVENTUALLY, is_settled).await;
    // From here on the address is cached.
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
