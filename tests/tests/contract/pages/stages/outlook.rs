//! What a page says would follow from a result is what the table says once that is the result.

use serde_json::{Value, json};
use tests::{service::settings, stages_fixture::StagesFixture};

use super::{super::dom::Element, items, name, page};

/// What the page says of a series: the winner's name, and who advances then.
fn ends(outlook: &Element) -> Vec<(String, String)> {
    let told = outlook.texts("li");
    told.iter()
        .map(|line| {
            let (who, advance) = line.strip_prefix("If ").unwrap().split_once(": ").unwrap();
            (who.to_owned(), advance.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn what_would_follow_is_what_follows() {
    let fixture = StagesFixture::start(&settings()).await;
    let shown = page(&fixture, "/stages").await;
    let (mut checked, mut changed) = (0, 0);
    for section in shown.all("section.stage") {
        for outlook in section.all("details") {
            let series = outlook.attribute("id").unwrap().strip_prefix("what-if-").unwrap().to_owned();
            let series = fixture.service.get(&format!("{}/series/{series}", tests::stages_fixture::CUP)).await;
            for (who, advance) in ends(outlook) {
                let score = score(&who, &series);
                let path = format!("/series/{}", series["series_id"]);
                let before = advancing(&fixture, &series).await;
                fixture.host("PATCH", &path, json!({"score": score})).await;
                let then = advancing(&fixture, &series).await;
                fixture.host("PATCH", &path, json!({"score": null})).await;
                assert_eq!(advance, told(&then), "{who} in {series}");
                checked += 1;
                changed += usize::from(before != then);
            }
        }
    }
    assert!(checked >= 4 && changed >= 2, "{checked} {changed}");
}

/// A score with which the named side wins, or the one that is named.
fn score(who: &str, series: &Value) -> [u8; 2] {
    let digits: Vec<u8> = who.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let most = series["format"]["best_of"].as_u64().map_or(2, |games| games as u8 / 2 + 1);
    if who.starts_with("they draw") {
        return [1, 1];
    }
    let (won, lost) = if let [won, lost, ..] = digits[..] { (won, lost) } else { (most, 0) };
    if who.starts_with(&name(&series["sides"][0])) {
        [won, lost.max(series["score"][1].as_u64().unwrap() as u8)]
    } else {
        [lost.max(series["score"][0].as_u64().unwrap() as u8), won]
    }
}

/// Who of the series' group advances, by rank.
async fn advancing(fixture: &StagesFixture, series: &Value) -> Vec<String> {
    let group = series["group"].as_i64().map_or(String::new(), |group| format!("?group={group}"));
    let rows = items(fixture, &format!("/stages/{}/table{group}", series["stage_id"])).await;
    rows.iter().filter(|row| row["advances"] == true).map(|row| name(&row["side"])).collect()
}

fn told(names: &[String]) -> String {
    match names {
        [] => "nobody advances.".to_owned(),
        [one] => format!("{one} advances."),
        [others @ .., last] => format!("{} and {last} advance.", others.join(", ")),
    }
}
