//! Who sees what: a tournament without stages and series has the pages that it always had, whether or not hosts prepare
//! some, and nothing of a draft is on any page.

use serde_json::json;
use tests::{
    service::settings,
    stages_fixture::{SECRET, StagesFixture},
};

use super::{
    super::{BROWSER, fresh, text},
    page,
};
use crate::contract::ask::get;

/// The pages of every tournament.
const PAGES: [&str; 5] = ["/t/cup", "/t/cup/history", "/t/cup/stats", "/t/cup/matches", "/t/cup/overlay"];

async fn tabs(fixture: &StagesFixture, path: &str) -> Vec<String> {
    page(fixture, path).await.one("nav.tabs").texts("a")
}

#[tokio::test]
async fn without_public_stages_every_page_stays_as_it_is() {
    let mut fixture = StagesFixture::without_stages(&settings()).await;
    fixture.service.settle().await;
    let player = format!("/t/cup/players/{}", fixture.entries[0]);
    let paths = || PAGES.into_iter().chain([player.as_str()]);
    let mut before = Vec::new();
    for path in paths() {
        before.push(fresh(&fixture.service, path).await.body);
    }
    assert_eq!(tabs(&fixture, "").await, ["Standings", "History", "Statistics", "Matches"]);
    fixture.draft().await;
    fixture.service.settle().await;
    for (path, before) in paths().zip(&before) {
        assert_eq!(String::from_utf8(fresh(&fixture.service, path).await.body), String::from_utf8(before.clone()));
    }
    for path in ["/t/cup/stages", "/t/cup/schedule"] {
        assert_eq!(get(&fixture.service, path, &[BROWSER]).await.status, 404, "{path}");
    }
    let publish = json!({"visibility": "public"});
    fixture.host("PATCH", &format!("/stages/{}", fixture.draft), publish).await;
    for path in ["", "/history", "/stats", "/matches", player.strip_prefix("/t/cup").unwrap(), "/stages", "/schedule"] {
        let expected = ["Standings", "Stages", "Schedule", "History", "Statistics", "Matches"];
        assert_eq!(tabs(&fixture, path).await, expected, "{path}");
    }
    assert!(text(&fresh(&fixture.service, "/t/cup/stages").await).contains(SECRET));
}

#[tokio::test]
async fn nothing_of_a_draft_shows() {
    let fixture = StagesFixture::start(&settings()).await;
    for path in PAGES.into_iter().chain(["/t/cup/stages", "/t/cup/schedule"]) {
        assert!(!text(&fresh(&fixture.service, path).await).contains(SECRET), "{path}");
    }
    let (series, stage) = (fixture.draft_series, fixture.draft);
    for path in [format!("/t/cup/series/{series}"), "/t/cup/series/1000000".to_owned(), "/t/cup/series/x".to_owned()] {
        let answer = get(&fixture.service, &path, &[BROWSER]).await;
        assert!([404, 422].contains(&answer.status) && !text(&answer).contains(SECRET), "{path}");
    }
    let seen = fixture.host("GET", &format!("/stages/{stage}"), serde_json::Value::Null).await;
    assert_eq!(seen["name"], SECRET, "owners see it in the JSON");
}
