//! Who sees what: a tournament without stages and series has the pages that it always had, whether or not hosts prepare
//! some, and nothing of a draft is on any page.

use serde_json::json;
use tests::{
    contests::{Contests, SECRET},
    service::settings,
};

use super::{
    super::{BROWSER, fresh, text},
    page,
};
use crate::contract::ask::get;

/// The pages of every tournament.
const PAGES: [&str; 5] = ["/t/cup", "/t/cup/history", "/t/cup/stats", "/t/cup/matches", "/t/cup/overlay"];

async fn tabs(contests: &Contests, path: &str) -> Vec<String> {
    page(contests, path).await.one("nav.tabs").texts("a")
}

#[tokio::test]
async fn without_public_stages_every_page_stays_as_it_is() {
    let mut contests = Contests::without(&settings()).await;
    contests.service.settle().await;
    let player = format!("/t/cup/players/{}", contests.entries[0]);
    let paths = || PAGES.into_iter().chain([player.as_str()]);
    let mut before = Vec::new();
    for path in paths() {
        before.push(fresh(&contests.service, path).await.body);
    }
    assert_eq!(tabs(&contests, "").await, ["Standings", "History", "Statistics", "Matches"]);
    contests.draft().await;
    contests.service.settle().await;
    for (path, before) in paths().zip(&before) {
        assert_eq!(String::from_utf8(fresh(&contests.service, path).await.body), String::from_utf8(before.clone()));
    }
    for path in ["/t/cup/stages", "/t/cup/schedule"] {
        assert_eq!(get(&contests.service, path, &[BROWSER]).await.status, 404, "{path}");
    }
    let publish = json!({"visibility": "public"});
    contests.host("PATCH", &format!("/stages/{}", contests.draft), publish).await;
    for path in ["", "/history", "/stats", "/matches", player.strip_prefix("/t/cup").unwrap(), "/stages", "/schedule"] {
        let expected = ["Standings", "Stages", "Schedule", "History", "Statistics", "Matches"];
        assert_eq!(tabs(&contests, path).await, expected, "{path}");
    }
    assert!(text(&fresh(&contests.service, "/t/cup/stages").await).contains(SECRET));
}

#[tokio::test]
async fn nothing_of_a_draft_shows() {
    let contests = Contests::set(&settings()).await;
    for path in PAGES.into_iter().chain(["/t/cup/stages", "/t/cup/schedule"]) {
        assert!(!text(&fresh(&contests.service, path).await).contains(SECRET), "{path}");
    }
    let (series, stage) = (contests.draft_series, contests.draft);
    for path in [format!("/t/cup/series/{series}"), "/t/cup/series/1000000".to_owned(), "/t/cup/series/x".to_owned()] {
        let answer = get(&contests.service, &path, &[BROWSER]).await;
        assert!([404, 422].contains(&answer.status) && !text(&answer).contains(SECRET), "{path}");
    }
    let seen = contests.host("GET", &format!("/stages/{stage}"), serde_json::Value::Null).await;
    assert_eq!(seen["name"], SECRET, "owners see it in the JSON");
}
