//! Texts for chat bots about series: what is being played, what is next, and never an error.

use domain::{
    nudge::{Event, Scope},
    text::LINE_UNITS,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{
    service::settings,
    stages_fixture::{CUP, SECRET, StagesFixture},
};

use super::{ask::get, fixture::nudge};

async fn told(fixture: &StagesFixture, path: &str) -> String {
    let answer = get(&fixture.service, &format!("{CUP}/text/{path}"), &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")), "{path}");
    let line = String::from_utf8(answer.decoded()).unwrap();
    assert!(
        !line.is_empty() && !line.contains(char::is_control) && line.encode_utf16().count() <= LINE_UNITS,
        "{line:?}"
    );
    line
}

fn name(side: &Value) -> &str {
    side["name"].as_str().unwrap()
}

/// A service that knows its own address.
async fn fixture() -> StagesFixture {
    let settings = api::Settings { public_base_url: Some("https://cup.example".parse().unwrap()), ..settings() };
    StagesFixture::start(&settings).await
}

#[tokio::test]
async fn the_running_series_is_told_else_the_next_one_else_the_latest_result() {
    let fixture = fixture().await;
    let live = fixture.service.get(&format!("{CUP}/series/{}", fixture.live)).await;
    let [first, second] = [0, 1].map(|side| name(&live["sides"][side]));
    let page = format!("https://cup.example/t/cup/series/{}", fixture.live);
    let running = format!("Live: {first} {}–{} {second} (best of 3). {page}", live["score"][0], live["score"][1]);
    assert_eq!(told(&fixture, "series").await, running);
    assert_eq!(told(&fixture, &format!("series?name={}", first.to_lowercase())).await, running);

    fixture.service.clock.set("2026-06-10T12:00:01Z");
    fixture.host("PATCH", &format!("/series/{}", fixture.live), json!({"score": [2, 1]})).await;
    let next = fixture.series().await.into_iter().find(|series| series["status"] == "scheduled").unwrap();
    let page = format!("https://cup.example/t/cup/series/{}", next["series_id"]);
    let [first, second] = [0, 1].map(|side| name(&next["sides"][side]).to_owned());
    let begins = format!("{first} vs {second} (best of 3) begins in 2 hours 59 minutes (Wed 10 Jun 2026 15:00 UTC).");
    assert_eq!(told(&fixture, "series").await, format!("Next: {begins} {page}"));
    assert_eq!(told(&fixture, "next").await, format!("Next in The cup tournament: {begins}"));
    fixture.service.clock.set("2026-06-10T12:30:01Z");
    let then = begins.replace("2 hours 59 minutes", "2 hours 29 minutes");
    assert_eq!(told(&fixture, "series").await, format!("Next: {then} {page}"), "the clock changes the words");

    for series in fixture.series().await.iter().filter(|series| series["status"] == "scheduled") {
        fixture.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"cancelled": true})).await;
    }
    let [first, second] = [0, 1].map(|side| name(&live["sides"][side]));
    let page = format!("https://cup.example/t/cup/series/{}", fixture.live);
    assert_eq!(told(&fixture, "series").await, format!("{first} beat {second} 2–1 (best of 3). {page}"));
    assert_eq!(told(&fixture, "next").await, "The cup tournament has no dates yet.");
}

#[tokio::test]
async fn a_name_chooses_whose_series_is_told() {
    let fixture = fixture().await;
    for series in fixture.series().await.iter().filter(|series| series["status"] == "scheduled") {
        if series["series_id"] != fixture.show {
            fixture.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"cancelled": true})).await;
        }
    }
    fixture.host("PATCH", &format!("/series/{}", fixture.live), json!({"score": [2, 1]})).await;
    let show = "Next: Anna vs Bert (Show match, best of 5) begins in 1 day 6 hours (Thu 11 Jun 2026 18:00 UTC). \
                https://twitch.tv/somebody";
    for path in ["series", "series?name=", "series?name=anna", "series?name=%40BERT"] {
        assert_eq!(told(&fixture, path).await, show, "{path}");
    }
    let carl = told(&fixture, "series?name=carl").await;
    assert!(carl.contains("Carl") && carl.contains(" drew "), "{carl}");
    assert_eq!(told(&fixture, "series?name=zoe").await, "No participant called zoe in The cup tournament.");
    assert!(!told(&fixture, &format!("series?name={SECRET}")).await.contains("example.org"));
}

#[tokio::test]
async fn sides_are_told_by_the_names_that_they_have_now() {
    let fixture = StagesFixture::without_stages(&settings()).await;
    let mut teams = Vec::new();
    for name in ["Reds", "Blues"] {
        let team = fixture.host("POST", "/teams", json!({"name": name, "initials": name[..1]})).await;
        teams.push(team["id"].as_i64().unwrap());
    }
    let series = json!({
        "kind": "teams", "sides": teams, "format": {"best_of": 3}, "scheduled_at": "2026-06-10T15:00:00Z",
    });
    fixture.host("POST", "/series", series).await;
    for path in ["next", "series"] {
        assert!(told(&fixture, path).await.contains(": Reds vs Blues (best of 3)"), "{path}");
    }
    fixture.host("PATCH", &format!("/teams/{}", teams[0]), json!({"name": "Greens"})).await;
    for path in ["next", "series"] {
        assert!(told(&fixture, path).await.contains(": Greens vs Blues (best of 3)"), "{path}");
    }
}

#[tokio::test]
async fn without_series_there_is_a_sentence_and_the_next_text_is_as_ever() {
    let mut fixture = StagesFixture::without_stages(&settings()).await;
    let before = told(&fixture, "next").await;
    fixture.draft().await;
    for path in ["series", "series?name=", "series?name=%00", "series?name=anna"] {
        assert_eq!(told(&fixture, path).await, "There is no series in The cup tournament yet.", "{path}");
    }
    assert_eq!(told(&fixture, "next").await, before);
    let answer = get(&fixture.service, "/v1/tournaments/nope/text/series?name=anna", &[]).await;
    assert_eq!((answer.status, answer.body), (200, b"No tournament nope here.".to_vec()));
}

#[tokio::test]
async fn hostile_texts_stay_harmless() {
    let fixture = fixture().await;
    let castles =
        "update tournament_players set name = repeat('🏰', 50) || id; update tournaments set name = repeat('🏰', 90);
        update series set label = repeat('🏰', 90), stream_url = 'https://example.org/' || repeat('x', 100)";
    for statement in castles.split(';') {
        sqlx::query(statement).execute(&fixture.service.database.pool).await.unwrap();
    }
    nudge(&fixture.service, Event::Standings, &Scope::All).await;
    nudge(&fixture.service, Event::Series, &Scope::All).await;
    fixture.service.settle().await;
    for (path, says) in [("series", "🏰… ("), ("next", "🏰… (best of 3) begins in 3 hours")] {
        assert!(told(&fixture, path).await.contains(says), "{path}");
    }
    for text in
        ["$(urlfetch x) @all /ban", "\u{202e}\u{200b}\n", "javascript:alert(1)", "https://x/$(eval)", "🏰 é <b>"]
    {
        let statement = "update series set label = $1, stream_url = $1, note = $1";
        sqlx::query(statement).bind(text).execute(&fixture.service.database.pool).await.unwrap();
        let statement = format!("update tournament_players set name = '{text} ' || id");
        let renamed = sqlx::query(AssertSqlSafe(statement)).execute(&fixture.service.database.pool).await;
        assert!(renamed.is_ok() || text.contains('\n'), "{renamed:?}");
        nudge(&fixture.service, Event::Series, &Scope::All).await;
        fixture.service.settle().await;
        for path in ["series", "series?name=1", "next"] {
            let line = told(&fixture, path).await;
            for harmful in ["$(", "@", "\u{202e}"] {
                assert!(!line.contains(harmful), "{line}");
            }
            let page = format!(" https://cup.example/t/cup/series/{}", fixture.live);
            assert!(path != "series" || line.ends_with(&page), "only links of the web are told: {line}");
        }
    }
}
