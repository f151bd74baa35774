//! The reads of tournaments, and which one is `current`.

use domain::nudge::{Event, Scope};
use serde_json::{Value, json};
use store::tournaments::NewTournament;
use tests::{
    Service,
    tournament::{create, tournament, window},
};

use super::fixture::{CUP, nudge};

const CURRENT: &str = "/v1/tournaments/current";

fn starting(slug: &str, start: Option<&str>) -> NewTournament {
    NewTournament { window: window(start, None), ..tournament(slug) }
}

async fn current(service: &Service) -> Value {
    service.get(CURRENT).await["slug"].clone()
}

#[tokio::test]
async fn a_tournament_is_shown_as_it_was_set_up() {
    let service = Service::start().await;
    let presentation = json!({"theme": {"colour": "red"}, "n": 1.5, "list": [null]});
    let new = NewTournament {
        window: window(Some("2026-06-01T20:00:00+02:00"), Some("2026-06-16T18:00:00.25Z")),
        prize_pool_cents: Some(1_000_000),
        host_stream_urls: vec!["https://www.twitch.tv/hera".to_owned()],
        presentation: presentation.as_object().unwrap().clone(),
        ..tournament("cup")
    };
    let id = create(&service.database.pool, &new).await;
    service.settle().await;
    let mut shown = service.get(CUP).await;
    assert_eq!(service.get("/v1/tournaments").await, json!([shown]));
    let created_at = shown["created_at"].take();
    assert!(created_at.as_str().is_some_and(|time| time.ends_with('Z')), "{created_at}");
    let expected = json!({
        "id": id, "slug": "cup", "name": "The cup tournament", "leaderboard_id": 3, "rank_by": "peak_rating",
        "start_date": "2026-06-01T18:00:00Z", "end_date": "2026-06-16T18:00:00.250000Z", "prize_pool_cents": 1_000_000,
        "host_stream_urls": ["https://www.twitch.tv/hera"], "presentation": presentation, "host_stream_live": false,
        "created_at": null,
    });
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn absent_bounds_and_prizes_are_null() {
    let service = Service::start().await;
    create(&service.database.pool, &tournament("cup")).await;
    service.settle().await;
    let shown = service.get(CUP).await;
    for field in ["start_date", "end_date", "prize_pool_cents"] {
        assert_eq!(shown.get(field), Some(&Value::Null), "{field}");
    }
    assert_eq!((&shown["host_stream_urls"], &shown["presentation"]), (&json!([]), &json!({})));
}

#[tokio::test]
async fn tournaments_are_listed_newest_created_first() {
    let service = Service::start().await;
    assert_eq!(service.get("/v1/tournaments").await, json!([]));
    for slug in ["first", "second", "third"] {
        create(&service.database.pool, &starting(slug, Some("2026-06-01T00:00:00Z"))).await;
    }
    service.settle().await;
    let all = service.get("/v1/tournaments").await;
    let slugs: Vec<_> = all.as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["third", "second", "first"]);
}

#[tokio::test]
async fn a_host_on_air_is_shown() {
    let service = Service::start().await;
    let id = create(&service.database.pool, &tournament("cup")).await;
    service.settle().await;
    assert_eq!(service.get(CUP).await["host_stream_live"], false);
    service.database.run("insert into host_live_streams select id, 'https://twitch.tv/hera' from tournaments").await;
    nudge(&service, Event::Live, &Scope::one(id)).await;
    service.settle().await;
    assert_eq!(service.get(CUP).await["host_stream_live"], true);
    assert_eq!(service.get("/v1/tournaments").await[0]["host_stream_live"], true);
}

#[tokio::test]
async fn the_latest_to_have_started_is_current_and_the_clock_alone_moves_it() {
    let service = Service::start().await;
    for (slug, start) in [
        ("next", Some("2026-06-20T00:00:00Z")),
        ("past", Some("2026-05-01T00:00:00Z")),
        ("on", Some("2026-06-10T12:00:00Z")),
        ("timeless", None),
    ] {
        create(&service.database.pool, &starting(slug, start)).await;
    }
    service.settle().await;
    assert_eq!(current(&service).await, "on", "it starts at this very instant");
    service.clock.set("2026-06-19T23:59:59.999999Z");
    assert_eq!(current(&service).await, "on");
    service.clock.set("2026-06-20T00:00:00Z");
    assert_eq!(current(&service).await, "next");
    assert_eq!(service.get(&format!("{CURRENT}/standings")).await["items"], json!([]));
    let on_stream = service.answer(&format!("{CURRENT}/stream")).await;
    assert_eq!(on_stream.status(), 200);
}

#[tokio::test]
async fn before_any_start_the_latest_to_be_set_up_is_current() {
    let service = Service::start().await;
    for (slug, start) in
        [("first", Some("2026-06-20T00:00:00Z")), ("second", Some("2026-07-01T00:00:00Z")), ("third", None)]
    {
        create(&service.database.pool, &starting(slug, start)).await;
        service.settle().await;
        assert_eq!(current(&service).await, slug);
    }
    service.clock.set("2026-06-20T00:00:00Z");
    assert_eq!(current(&service).await, "first", "one that has started comes before those that have not");
}

#[tokio::test]
async fn an_ended_tournament_stays_current_until_the_next_starts() {
    let service = Service::start().await;
    let ended = window(Some("2026-05-01T00:00:00Z"), Some("2026-05-02T00:00:00Z"));
    create(&service.database.pool, &NewTournament { window: ended, ..tournament("ended") }).await;
    create(&service.database.pool, &starting("later", Some("2026-12-01T00:00:00Z"))).await;
    service.settle().await;
    assert_eq!(current(&service).await, "ended");
}
