//! Overlays of series and stages over HTTP: which series shows, its numbers, and that nothing of an error or a draft
//! does.

use serde_json::{Value, json};
use tests::{
    service::settings,
    stages_fixture::{CUP, SECRET, StagesFixture},
};

use super::ask::{Answer, get_fresh};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const BLANK: &str = "<main id=\"overlay\" data-kind=\"none\"></main></body></html>";

async fn overlay(fixture: &StagesFixture, path: &str) -> Answer {
    get_fresh(&fixture.service, &format!("/t/cup/overlay/{path}"), &[BROWSER]).await
}

async fn shown(fixture: &StagesFixture, path: &str) -> String {
    let answer = overlay(fixture, path).await;
    assert_eq!(answer.status, 200, "{path}");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors *"), "{path}: {policy}");
    String::from_utf8(answer.decoded()).unwrap()
}

/// The series that an overlay shows, by its key.
fn shows(page: &str, series: i64) -> bool {
    page.contains(&format!("data-key=\"series-{series}\""))
}

fn cell(name: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("data-column=\"{name}\">{value}</")
}

#[tokio::test]
async fn the_running_series_shows_else_the_next_one_else_nothing() {
    let fixture = StagesFixture::start(&settings()).await;
    let page = shown(&fixture, "series").await;
    let live = fixture.service.get(&format!("{CUP}/series/{}", fixture.live)).await;
    assert!(shows(&page, fixture.live), "{page}");
    for (name, value) in [
        ("first", &live["sides"][0]["name"]),
        ("second", &live["sides"][1]["name"]),
        ("first-score", &live["score"][0]),
        ("second-score", &live["score"][1]),
    ] {
        assert!(page.contains(&cell(name, value)), "{name} in {page}");
    }
    fixture.host("PATCH", &format!("/series/{}", fixture.live), json!({"score": [2, 1]})).await;
    let open = fixture.series().await.into_iter().find(|series| series["status"] == "scheduled").unwrap();
    let page = shown(&fixture, "series").await;
    assert!(shows(&page, open["series_id"].as_i64().unwrap()), "{page}");
    assert!(page.contains(&format!("data-until=\"{}\"", open["scheduled_at"].as_str().unwrap())), "{page}");
    for series in fixture.series().await.iter().filter(|series| series["status"] == "scheduled") {
        fixture.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"cancelled": true})).await;
    }
    let page = shown(&fixture, "series").await;
    assert!(!page.contains("data-key") && page.contains("data-kind=\"series\""), "{page}");
}

#[tokio::test]
async fn the_series_of_an_address_shows_whatever_its_state_is() {
    let fixture = StagesFixture::start(&settings()).await;
    for series in fixture.series().await {
        let id = series["series_id"].as_i64().unwrap();
        let page = shown(&fixture, &format!("series/{id}")).await;
        assert!(shows(&page, id) && page.contains(&cell("first", &series["sides"][0]["name"])), "{page}");
        let has_score = page.contains("first-score");
        assert_eq!(has_score, ["live", "completed"].contains(&series["status"].as_str().unwrap()), "{series}");
        assert!(!has_score || page.contains(&cell("first-score", &series["score"][0])), "{page}");
    }
}

#[tokio::test]
async fn a_stage_shows_the_table_of_each_group() {
    let fixture = StagesFixture::start(&settings()).await;
    for (stage, groups) in [(fixture.groups, 2), (fixture.swiss, 0)] {
        let page = shown(&fixture, &format!("stage/{stage}")).await;
        assert_eq!(page.matches("data-group=").count(), groups, "{page}");
        let rows = fixture.service.get(&format!("{CUP}/stages/{stage}/table")).await;
        let mut rest = page.as_str();
        for row in rows["items"].as_array().unwrap() {
            let entry = format!("data-entry=\"{}\"", row["side"]["tournament_player_id"]);
            rest = &rest[rest.find(&entry).unwrap()..];
            let end = rest.find("</tr>").unwrap();
            let points = row["total"].as_f64().unwrap().to_string();
            for part in [cell("place", &row["rank"]), cell("points", &json!(points))] {
                assert!(rest[..end].contains(&part), "{part} in {}", &rest[..end]);
            }
        }
        for query in ["group=2&columns=place,player,points&theme=light", "group=x&rows=2"] {
            assert_eq!(shown(&fixture, &format!("stage/{stage}?{query}")).await, page, "parameters are the script's");
        }
    }
}

#[tokio::test]
async fn nothing_of_an_error_or_a_draft_shows() {
    let fixture = StagesFixture::start(&settings()).await;
    fixture.service.clock.set("2026-06-10T12:29:00Z");
    let (draft, series) = (fixture.draft, fixture.draft_series);
    for path in [format!("series/{series}"), format!("stage/{draft}"), "series/1000000".into(), "stage/x".into()] {
        let answer = overlay(&fixture, &path).await;
        assert!([404, 422].contains(&answer.status), "{path}");
        let page = String::from_utf8(answer.decoded()).unwrap();
        assert!(page.ends_with(BLANK), "{path}: {page}");
    }
    fixture.host("PATCH", &format!("/series/{}", fixture.live), json!({"cancelled": true})).await;
    let page = shown(&fixture, "series").await;
    assert!(!page.contains(SECRET) && !shows(&page, series), "{page}");
}
