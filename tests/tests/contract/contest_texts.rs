//! Texts for chat bots about series: what is being played, what is next, and never an error.

use domain::{
    nudge::{Event, Scope},
    text::MOST,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{
    contests::{CUP, Contests, SECRET},
    service::settings,
};

use super::{ask::get, fixture::nudge};

async fn told(contests: &Contests, path: &str) -> String {
    let answer = get(&contests.service, &format!("{CUP}/text/{path}"), &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")), "{path}");
    let line = String::from_utf8(answer.decoded()).unwrap();
    assert!(!line.is_empty() && !line.contains(char::is_control) && line.encode_utf16().count() <= MOST, "{line:?}");
    line
}

fn name(side: &Value) -> &str {
    side["name"].as_str().unwrap()
}

/// A service that knows its own address.
async fn contests() -> Contests {
    let settings = api::Settings { public_base_url: Some("https://cup.example".parse().unwrap()), ..settings() };
    Contests::set(&settings).await
}

#[tokio::test]
async fn the_running_series_is_told_else_the_next_one_else_the_latest_result() {
    let contests = contests().await;
    let live = contests.service.get(&format!("{CUP}/series/{}", contests.live)).await;
    let [first, second] = [0, 1].map(|side| name(&live["sides"][side]));
    let page = format!("https://cup.example/t/cup/series/{}", contests.live);
    let running = format!("Live: {first} {}–{} {second} (best of 3). {page}", live["score"][0], live["score"][1]);
    assert_eq!(told(&contests, "series").await, running);
    assert_eq!(told(&contests, &format!("series?name={}", first.to_lowercase())).await, running);

    contests.service.clock.set("2026-06-10T12:00:01Z");
    contests.host("PATCH", &format!("/series/{}", contests.live), json!({"score": [2, 1]})).await;
    let next = contests.series().await.into_iter().find(|series| series["status"] == "scheduled").unwrap();
    let page = format!("https://cup.example/t/cup/series/{}", next["series_id"]);
    let [first, second] = [0, 1].map(|side| name(&next["sides"][side]).to_owned());
    let begins = format!("{first} vs {second} (best of 3) begins in 2 hours 59 minutes (Wed 10 Jun 2026 15:00 UTC).");
    assert_eq!(told(&contests, "series").await, format!("Next: {begins} {page}"));
    assert_eq!(told(&contests, "next").await, format!("Next in The cup tournament: {begins}"));
    contests.service.clock.set("2026-06-10T12:30:01Z");
    let then = begins.replace("2 hours 59 minutes", "2 hours 29 minutes");
    assert_eq!(told(&contests, "series").await, format!("Next: {then} {page}"), "the clock changes the words");

    for series in contests.series().await.iter().filter(|series| series["status"] == "scheduled") {
        contests.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"cancelled": true})).await;
    }
    let [first, second] = [0, 1].map(|side| name(&live["sides"][side]));
    let page = format!("https://cup.example/t/cup/series/{}", contests.live);
    assert_eq!(told(&contests, "series").await, format!("{first} beat {second} 2–1 (best of 3). {page}"));
    assert_eq!(told(&contests, "next").await, "The cup tournament has no dates yet.");
}

#[tokio::test]
async fn a_name_chooses_whose_series_is_told() {
    let contests = contests().await;
    for series in contests.series().await.iter().filter(|series| series["status"] == "scheduled") {
        if series["series_id"] != contests.show {
            contests.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"cancelled": true})).await;
        }
    }
    contests.host("PATCH", &format!("/series/{}", contests.live), json!({"score": [2, 1]})).await;
    let show = "Next: Anna vs Bert (Show match, best of 5) begins in 1 day 6 hours (Thu 11 Jun 2026 18:00 UTC). \
                https://twitch.tv/somebody";
    for path in ["series", "series?name=", "series?name=anna", "series?name=%40BERT"] {
        assert_eq!(told(&contests, path).await, show, "{path}");
    }
    let carl = told(&contests, "series?name=carl").await;
    assert!(carl.contains("Carl") && carl.contains(" drew "), "{carl}");
    assert_eq!(told(&contests, "series?name=zoe").await, "No participant called zoe in The cup tournament.");
    assert!(!told(&contests, &format!("series?name={SECRET}")).await.contains("example.org"));
}

#[tokio::test]
async fn without_series_there_is_a_sentence_and_the_next_text_is_as_ever() {
    let mut contests = Contests::without(&settings()).await;
    let before = told(&contests, "next").await;
    contests.draft().await;
    for path in ["series", "series?name=", "series?name=%00", "series?name=anna"] {
        assert_eq!(told(&contests, path).await, "There is no series in The cup tournament yet.", "{path}");
    }
    assert_eq!(told(&contests, "next").await, before);
    let answer = get(&contests.service, "/v1/tournaments/nope/text/series?name=anna", &[]).await;
    assert_eq!((answer.status, answer.body), (200, b"No tournament nope here.".to_vec()));
}

#[tokio::test]
async fn hostile_texts_stay_harmless() {
    let contests = contests().await;
    let castles =
        "update tournament_players set name = repeat('🏰', 50) || id; update tournaments set name = repeat('🏰', 90);
        update series set label = repeat('🏰', 90), stream_url = 'https://example.org/' || repeat('x', 100)";
    for statement in castles.split(';') {
        sqlx::query(statement).execute(&contests.service.database.pool).await.unwrap();
    }
    nudge(&contests.service, Event::Standings, &Scope::All).await;
    nudge(&contests.service, Event::Series, &Scope::All).await;
    contests.service.settle().await;
    for (path, says) in [("series", "🏰… ("), ("next", "🏰… (best of 3) begins in 3 hours")] {
        assert!(told(&contests, path).await.contains(says), "{path}");
    }
    for text in
        ["$(urlfetch x) @all /ban", "\u{202e}\u{200b}\n", "javascript:alert(1)", "https://x/$(eval)", "🏰 é <b>"]
    {
        let statement = "update series set label = $1, stream_url = $1, note = $1";
        sqlx::query(statement).bind(text).execute(&contests.service.database.pool).await.unwrap();
        let statement = format!("update tournament_players set name = '{text} ' || id");
        let renamed = sqlx::query(AssertSqlSafe(statement)).execute(&contests.service.database.pool).await;
        assert!(renamed.is_ok() || text.contains('\n'), "{renamed:?}");
        nudge(&contests.service, Event::Series, &Scope::All).await;
        contests.service.settle().await;
        for path in ["series", "series?name=1", "next"] {
            let line = told(&contests, path).await;
            for harmful in ["$(", "@", "\u{202e}"] {
                assert!(!line.contains(harmful), "{line}");
            }
            let page = format!(" https://cup.example/t/cup/series/{}", contests.live);
            assert!(path != "series" || line.ends_with(&page), "only links of the web are told: {line}");
        }
    }
}
