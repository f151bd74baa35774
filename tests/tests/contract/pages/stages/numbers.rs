//! Every number of stages and series on pages is one of the JSON of the same moment.

use serde_json::Value;
use tests::{
    service::settings,
    stages_fixture::{CUP, StagesFixture},
};

use super::{super::dom::Element, items, name, page};

/// A number as pages write it; what is unknown is a dash.
fn written(number: &Value) -> String {
    number.as_f64().map_or_else(|| "–".to_owned(), |number| number.to_string().replace('-', "−"))
}

/// Points with their sign; a dash for none.
fn signed(points: &Value) -> String {
    match points.as_f64().unwrap() {
        0.0 => "–".to_owned(),
        given if given > 0.0 => format!("+{given}"),
        taken => format!("−{}", -taken),
    }
}

/// A row of a stage's table, as the page has to show it.
fn row(row: &Value, has_byes: bool, has_adjustments: bool) -> Vec<String> {
    let number = |field: &str| row[field].to_string();
    let mut cells = vec![number("rank"), name(&row["side"]), number("played")];
    cells.push(format!("{}–{}–{}", row["won"], row["drawn"], row["lost"]));
    cells.extend(has_byes.then(|| number("byes")));
    cells.push(format!("{}–{}", row["games_won"], row["games_lost"]));
    cells.push(written(&row["points"]));
    if has_adjustments {
        cells.extend([signed(&row["adjustments"]), written(&row["total"])]);
    }
    let standing = if row["withdrawn"] == true { "Withdrew" } else { "Advances" };
    cells.push(if row["withdrawn"] == true || row["advances"] == true { standing.to_owned() } else { String::new() });
    cells.extend(row["tie_breaks"].as_array().unwrap().iter().map(|tie_break| written(&tie_break["value"])));
    cells
}

fn cells(row: &Element) -> Vec<String> {
    row.children.iter().map(|cell| cell.text().to_owned()).collect()
}

#[tokio::test]
async fn tables_have_the_numbers_of_the_json() {
    let fixture = StagesFixture::start(&settings()).await;
    let page = page(&fixture, "/stages").await;
    let stages = items(&fixture, "/stages").await;
    assert_eq!(page.all("section.stage").len(), stages.len());
    for (section, stage) in page.all("section.stage").into_iter().zip(&stages) {
        assert_eq!(section.one("h2").text(), stage["name"].as_str().unwrap());
        let rows = items(&fixture, &format!("/stages/{}/table", stage["stage_id"])).await;
        let (byes, adjusted) = (rows.iter().any(|row| row["byes"] != 0), stage["adjustments"] != serde_json::json!([]));
        let expected: Vec<_> = rows.iter().map(|of| row(of, byes, adjusted)).collect();
        let shown: Vec<_> = section.all("tbody").iter().flat_map(|body| body.all("tr")).map(cells).collect();
        assert_eq!(shown, expected);
        let groups: std::collections::BTreeSet<_> = rows.iter().map(|row| row["group"].as_i64()).collect();
        let captions = groups.iter().map(|group| group.map_or("Table".into(), |group| format!("Group {group}")));
        assert_eq!(section.texts("caption"), captions.collect::<Vec<_>>());
        for adjustment in stage["adjustments"].as_array().unwrap() {
            let expected = format!(
                "{} {}: {}",
                name(&adjustment["side"]),
                signed(&adjustment["points"]),
                adjustment["reason"].as_str().unwrap()
            );
            assert_eq!(section.one(".adjustments").texts("li"), [expected]);
        }
        rounds(&fixture, section, stage).await;
    }
}

/// Compares the rounds of a stage on the page with the JSON.
async fn rounds(fixture: &StagesFixture, section: &Element, stage: &Value) {
    let series = items(fixture, &format!("/series?stage={}", stage["stage_id"])).await;
    let rounds = stage["rounds_played"].as_array().unwrap();
    let lists = section.all("ol.series-list");
    assert_eq!(lists.len(), rounds.len());
    let byes: Vec<_> = rounds.iter().filter(|round| !round["bye"].is_null()).map(|round| &round["bye"]).collect();
    let expected: Vec<_> =
        byes.iter().map(|bye| format!("Bye: {} {}", name(&bye["side"]), bye["reason"].as_str().unwrap())).collect();
    assert_eq!(section.texts("p.bye"), expected);
    for (list, round) in lists.into_iter().zip(rounds) {
        let of_round: Vec<_> = series.iter().filter(|series| series["round"] == round["round"]).collect();
        assert_eq!(list.all("li").len(), of_round.len());
        for series in of_round {
            item(list, series, true);
        }
    }
}

/// When a series is to begin, or for want of that when it was decided.
fn time_of(series: &Value) -> Option<&str> {
    series["scheduled_at"].as_str().or(series["decided_at"].as_str())
}

/// Compares a series in a list with the JSON.
fn item(list: &Element, series: &Value, has_reasons: bool) {
    let key = format!("series-{}", series["series_id"]);
    let found: Vec<_> = list.all("li").into_iter().filter(|item| item.attribute("data-key") == Some(&key)).collect();
    let [item] = found[..] else { panic!("{key} is there {} times", found.len()) };
    let has_score = ["live", "completed"].contains(&series["status"].as_str().unwrap());
    let score = if has_score { format!("{}–{}", series["score"][0], series["score"][1]) } else { "vs".to_owned() };
    let [first, second] = [0, 1].map(|side| name(&series["sides"][side]));
    assert_eq!(item.one(".versus").text(), format!("{first} {score} {second}"));
    assert_eq!(item.one("a").attribute("href"), Some(format!("/t/cup/series/{}", series["series_id"]).as_str()));
    let scheduled = item.one(".when").all("time");
    assert_eq!(scheduled.first().and_then(|time| time.attribute("datetime")), time_of(series));
    let reason = series["pairing_reason"].as_str().filter(|_| has_reasons);
    assert_eq!(item.texts(".reason"), reason.into_iter().collect::<Vec<_>>());
    if let Some(label) = series["label"].as_str() {
        assert!(item.one(".about").text().contains(label));
    }
    if let Some(stream) = series["stream_url"].as_str() {
        assert_eq!(item.one(".broadcast").attribute("href"), Some(stream));
    }
}

#[tokio::test]
async fn the_schedule_has_every_series_once_the_running_ones_first() {
    let fixture = StagesFixture::start(&settings()).await;
    let page = page(&fixture, "/schedule").await;
    let series = items(&fixture, "/series").await;
    assert_eq!(page.all("ol.series-list").iter().map(|list| list.all("li").len()).sum::<usize>(), series.len());
    let main = page.one("main");
    let headings = ["Live", "Today, Wednesday, 10 June 2026", "Thursday, 11 June 2026", "Without a time"];
    assert_eq!(main.texts("h2"), headings);
    for (index, section) in main.all("section").into_iter().enumerate() {
        let is_here = |series: &&Value| match time_of(series) {
            _ if series["status"] == "live" => index == 0,
            Some(at) => at.starts_with(["-", "2026-06-10", "2026-06-11", "-"][index]),
            None => index == 3,
        };
        let expected: Vec<_> = series.iter().filter(is_here).collect();
        assert_eq!(section.all("li").len(), expected.len(), "{}", headings[index]);
        expected.into_iter().for_each(|series| item(section, series, false));
    }
}

#[tokio::test]
async fn the_page_of_a_series_has_what_its_json_has() {
    let fixture = StagesFixture::start(&settings()).await;
    let mut reasons = std::collections::BTreeSet::new();
    let live = fixture.service.get(&format!("{CUP}/series/{}", fixture.live)).await;
    let added = serde_json::json!({"games": [{"winner": live["score"][0], "map": "Hideout"}]});
    fixture.host("PATCH", &format!("/series/{}", fixture.live), added).await;
    for series in items(&fixture, "/series").await {
        let page = page(&fixture, &format!("/series/{}", series["series_id"])).await;
        let [first, second] = [0, 1].map(|side| name(&series["sides"][side]));
        assert_eq!(page.one("h1").text(), format!("{first} – {second}"));
        let figure = page.texts("dd.figure");
        if ["live", "completed"].contains(&series["status"].as_str().unwrap()) {
            assert_eq!(figure, [format!("{}–{}", series["score"][0], series["score"][1])]);
        } else {
            assert!(figure.is_empty());
        }
        if let Some(winner) = series["winner"].as_i64() {
            assert!(page.one(".result").texts("dd").contains(&[first, second][usize::try_from(winner).unwrap()]));
        }
        if let Some(note) = series["note"].as_str() {
            assert_eq!((page.one("dd.note").text(), series["label"].as_str()), (note, Some("Show match")));
            let links: Vec<_> = page.one(".result").all("a").iter().map(|link| link.attribute("href")).collect();
            assert_eq!(links, [series["stream_url"].as_str()]);
        }
        let games = series["games"].as_array().unwrap();
        let shown = page.all("ol.matches").first().map_or(Vec::new(), |list| list.children.iter().collect());
        assert_eq!(shown.len(), games.len());
        for (shown, game) in shown.into_iter().zip(games) {
            reasons.insert(game["why"].as_str().unwrap_or("counts").to_owned());
            self::game(shown, game, &series);
        }
    }
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), ["counts", "running", "short"]);
}

fn game(shown: &Element, game: &Value, series: &Value) {
    assert_eq!(shown.one(".map").text(), game["map_name"].as_str().unwrap());
    let winner: Vec<_> = game["winner"]
        .as_u64()
        .map(|winner| format!("won by {}", name(&series["sides"][winner.min(1) as usize])))
        .into_iter()
        .collect();
    assert_eq!(shown.texts(".winner"), winner);
    let reason = match game["why"].as_str() {
        None => vec![],
        Some("short") => vec!["Does not count: a restart, under five minutes"],
        Some("running") => vec!["Does not count: it is being played"],
        Some(other) => panic!("{other}"),
    };
    assert_eq!(shown.texts(".excluded"), reason);
    assert_eq!(shown.all(".added").len(), usize::from(game["match_id"].is_null()));
    let times: Vec<_> = shown.all("time").iter().filter_map(|time| time.attribute("datetime")).collect();
    assert_eq!(times, game["started_at"].as_str().into_iter().collect::<Vec<_>>());
    assert_eq!(shown.all(".took").len(), usize::from(!game["completed_at"].is_null()));
    let players = game["players"].as_array().unwrap();
    let expected: Vec<_> = players
        .iter()
        .map(|player| {
            let side = player["side"].as_u64().unwrap() as usize;
            format!("{} {}", name(&series["sides"][side]), player["civilization_name"].as_str().unwrap())
        })
        .collect();
    assert_eq!(shown.texts("li"), expected);
}
