//! Files of stages and series: tables for spreadsheets and programs, a calendar, reports in FIDE's format.

use std::collections::BTreeMap;

use reqwest::Response;
use serde_json::{Value, json};

use super::event::{CUP, Event};

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";

/// A file as somebody gets it, with these request headers.
async fn file(event: &Event, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = event.service.client.get(format!("{}{CUP}{path}", event.service.base_url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    event.service.background.beside(request.send()).await.unwrap()
}

async fn text(event: &Event, path: &str, headers: &[(&str, &str)]) -> String {
    let answer = file(event, path, headers).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The lines of a CSV by the names of their columns.
fn records(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().unwrap().clone();
    let line =
        |record: csv::StringRecord| names.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| line(record.unwrap())).collect()
}

fn lines(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A value as its cell is written.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A started stage in which everybody meets once in two groups, one of whose series was played.
async fn played(event: &Event) -> String {
    let body = json!({
        "name": "Groups", "format": "round_robin", "participants": event.ids(0..4), "groups": 2,
        "series_format": {"best_of": 1}, "visibility": "public", "advance": 1,
        "tie_breaks": ["game_difference", "buchholz", "opponents_win_rate"],
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    event.play(3, 0).await;
    format!("/stages/{id}")
}

#[tokio::test]
async fn files_of_a_table_have_the_rows_of_its_json() {
    let event = Event::of(4).await;
    let path = played(&event).await;
    for cut in ["", "?group=2", "?after_round=0", "?as_of=2020-01-01T00:00:00Z"] {
        let rows = event.read(&format!("{path}/table{cut}")).await["items"].as_array().unwrap().clone();
        let ndjson = text(&event, &format!("{path}/table.ndjson{cut}"), &[]).await;
        assert_eq!(lines(&ndjson), rows, "{cut}");
        let csv = text(&event, &format!("{path}/table.csv{cut}"), &[]).await;
        let records = records(&csv);
        assert_eq!(records.len(), rows.len(), "{cut}");
        for (record, row) in records.iter().zip(&rows) {
            for name in ["rank", "group", "seed", "played", "won", "games_won", "games_lost", "points", "advances"] {
                assert_eq!(record[name], cell(&row[name]), "{name} {cut}");
            }
            assert_eq!(record["side.name"], cell(&row["side"]["name"]));
            for given in row["tie_breaks"].as_array().unwrap() {
                let name = format!("tie_breaks.{}", given["tie_break"].as_str().unwrap());
                assert_eq!(record[&name], cell(&given["value"]), "{name}");
            }
            assert_eq!(record["tie_breaks.wins"], "", "the stage has no such tie-break");
        }
        for (accept, body) in [(CSV, &csv), (NDJSON, &ndjson)] {
            let negotiated = file(&event, &format!("{path}/table{cut}"), &[("accept", accept)]).await;
            assert!(header(&negotiated, "content-type").starts_with(accept));
            assert_eq!(header(&negotiated, "vary"), "Origin, Accept-Encoding, Accept");
            assert_eq!(&negotiated.text().await.unwrap(), body, "{accept} {cut}");
        }
    }
    let table = file(&event, &format!("{path}/table.csv"), &[]).await;
    assert_eq!(header(&table, "content-disposition"), "attachment; filename=\"cup-table.csv\"");
    assert_eq!(header(&table, "vary"), "Origin, Accept-Encoding");
    let json = file(&event, &format!("{path}/table"), &[]).await;
    assert_eq!((header(&json, "content-type"), header(&json, "content-disposition")), (JSON, ""));
    for (wrong, status) in [("table.csv?group=x", 422), ("table.ndjson?as_of=x", 422), ("table.pdf", 404)] {
        assert_eq!(file(&event, &format!("{path}/{wrong}"), &[]).await.status(), status, "{wrong}");
    }
    assert_eq!(file(&event, "/stages/99/table.csv", &[]).await.status(), 404);
}

#[tokio::test]
async fn files_of_series_have_the_items_of_the_json_and_no_formulas() {
    let event = Event::of(4).await;
    let path = played(&event).await;
    let stage = path.rsplit('/').next().unwrap();
    let show = event.series([1, 2], 3).await;
    event.host("PATCH", &format!("/series/{show}"), json!({"label": "=1+1", "note": "a, \"b\""}), 200).await;
    for cut in [String::new(), format!("?stage={stage}"), "?status=completed".to_owned()] {
        let items = event.read(&format!("/series{cut}")).await["items"].as_array().unwrap().clone();
        assert_eq!(lines(&text(&event, &format!("/series.ndjson{cut}"), &[]).await), items, "{cut}");
        let csv = text(&event, &format!("/series.csv{cut}"), &[]).await;
        assert_eq!(csv, text(&event, &format!("/series{cut}"), &[("accept", CSV)]).await);
        let records = records(&csv);
        assert_eq!(records.len(), items.len(), "{cut}");
        for (record, item) in records.iter().zip(&items) {
            assert_eq!(record["series_id"], cell(&item["series_id"]));
            assert_eq!((&record["score.0"], &record["score.1"]), (&cell(&item["score"][0]), &cell(&item["score"][1])));
            assert_eq!(record["format.best_of"], cell(&item["format"]["best_of"]));
            assert_eq!(record["sides.0.name"], cell(&item["sides"][0]["name"]));
            assert_eq!(record["note"], cell(&item["note"]));
        }
    }
    assert!(text(&event, "/series.csv", &[]).await.contains(",'=1+1,"));
    assert_eq!(file(&event, "/series.csv?status=x", &[]).await.status(), 422);
    assert_eq!(file(&event, "/series.csv?drafts=true", &[]).await.status(), 401);
}

#[tokio::test]
async fn the_calendar_has_the_series_that_are_scheduled() {
    let event = Event::of(4).await;
    let calendar = async || text(&event, "/series.ics", &[]).await;
    let empty = calendar().await;
    assert!(empty.starts_with("BEGIN:VCALENDAR\r\n") && !empty.contains("BEGIN:VEVENT"), "{empty}");
    let path = played(&event).await;
    let id = path.rsplit('/').next().unwrap();
    let series = event.read(&format!("/series?stage={id}")).await["items"].as_array().unwrap().clone();
    let schedule = json!({"scheduled_at": "2026-06-10T12:00:00Z"});
    let done = series.iter().find(|series| series["status"] == "completed").unwrap();
    let open = series.iter().find(|series| series["status"] != "completed").unwrap();
    for series in [done, open] {
        event.host("PATCH", &format!("/series/{}", series["series_id"]), schedule.clone(), 200).await;
    }
    event.host("PATCH", &format!("/series/{}", open["series_id"]), json!({"cancelled": true}), 200).await;
    let answer = file(&event, "/series.ics", &[]).await;
    assert_eq!(header(&answer, "content-type"), "text/calendar; charset=utf-8");
    assert!(header(&answer, "cache-control").contains("s-maxage=15"));
    let two = answer.text().await.unwrap();
    assert_eq!(two.matches("BEGIN:VEVENT\r\n").count(), 2, "{two}");
    let name = |series: &Value, side: usize| series["sides"][side]["name"].as_str().unwrap().to_owned();
    let score = format!("{}–{}", done["score"][0], done["score"][1]);
    for line in [
        format!("SUMMARY:{} {score} {} (Groups\\, round 1)", name(done, 0), name(done, 1)),
        format!("SUMMARY:{} – {} (Groups\\, round 1)", name(open, 0), name(open, 1)),
        "STATUS:CANCELLED".to_owned(),
        "DTSTART:20260610T120000Z".to_owned(),
        "DTEND:20260610T124000Z".to_owned(),
    ] {
        assert!(two.contains(&format!("\r\n{line}\r\n")), "{line} in {two}");
    }
    event.host("PATCH", &path, json!({"visibility": "draft"}), 200).await;
    assert!(!calendar().await.contains("BEGIN:VEVENT"), "a draft's series are not public");
    assert_eq!(event.service.get_any("/v1/tournaments/nowhere/series.ics").await.0, 404);
}

#[tokio::test]
async fn a_stage_has_a_report_at_both_addresses() {
    let event = Event::of(4).await;
    let path = played(&event).await;
    let answer = file(&event, &format!("{path}.trf"), &[]).await;
    assert_eq!(header(&answer, "content-type"), "text/plain; charset=us-ascii");
    let name = format!("attachment; filename=\"cup-stage-{}.trf\"", path.rsplit('/').next().unwrap());
    assert_eq!(header(&answer, "content-disposition"), name);
    let report = answer.text().await.unwrap();
    assert_eq!(report, text(&event, &format!("{path}/trf"), &[]).await);
    let players: Vec<_> = report.split("\r\n").filter(|line| line.starts_with("001")).collect();
    assert_eq!(players.len(), 4, "{report}");
    // Seeds 1 and 4 are the first group, of whom the fourth won.
    assert!(players[0].ends_with("   4 - 0") && players[3].ends_with("   1 - 1"), "{report}");
    let table = event.read(&format!("{path}/table")).await;
    for row in table["items"].as_array().unwrap() {
        let line = players[usize::try_from(row["seed"].as_u64().unwrap()).unwrap() - 1];
        assert_eq!(line[14..47].trim(), row["side"]["name"].as_str().unwrap());
        assert_eq!(line[80..84].trim().parse::<f64>().ok(), row["total"].as_f64(), "{line}");
        assert_eq!(line[85..89].trim(), cell(&row["rank"]), "{line}");
    }
    let second = text(&event, &format!("{path}.trf?group=2"), &[]).await;
    assert!(second.contains("\r\n062 2\r\n"), "{second}");
    for nowhere in ["/stages/99.trf", "/stages/99/trf"] {
        assert_eq!(file(&event, nowhere, &[]).await.status(), 404, "{nowhere}");
    }
    for wrong in ["/stages/x.trf", "/stages/.trf", "/stages/1.trf.trf", "/stages/1.pdf"] {
        assert_eq!(file(&event, wrong, &[]).await.status(), 422, "{wrong}");
    }
    let manual = json!({"name": "Shows", "format": "manual", "participants": event.ids(0..2),
        "series_format": {"best_of": 1}, "visibility": "public"});
    let manual = event.host("POST", "/stages", manual, 201).await["stage_id"].clone();
    assert_eq!(file(&event, &format!("/stages/{manual}.trf"), &[]).await.status(), 404);
}

#[tokio::test]
async fn files_of_a_draft_are_seen_by_owners_alone() {
    let event = Event::of(4).await;
    let path = played(&event).await;
    event.host("PATCH", &path, json!({"visibility": "draft"}), 200).await;
    let cookie = format!("criticalbit_access={}", event.service.token(tests::service::HOST));
    let owner = [("cookie", cookie.as_str())];
    for (file_path, accept, content_type) in [
        (format!("{path}/table"), CSV, "text/csv; charset=utf-8; header=present"),
        (format!("{path}/table"), JSON, JSON),
        (format!("{path}/table.csv"), JSON, "text/csv; charset=utf-8; header=present"),
        (format!("{path}/table.ndjson"), JSON, NDJSON),
        (format!("{path}.trf"), JSON, "text/plain; charset=us-ascii"),
    ] {
        assert_eq!(file(&event, &file_path, &[("accept", accept)]).await.status(), 404, "{file_path}");
        let answer = file(&event, &file_path, &[owner[0], ("accept", accept)]).await;
        assert_eq!(answer.status(), 200, "{file_path}");
        assert_eq!((header(&answer, "content-type"), header(&answer, "cache-control")), (content_type, "no-store"));
        assert!(answer.text().await.unwrap().contains("Player 4"), "{file_path}");
        assert_eq!(file(&event, &file_path, &[]).await.status(), 404, "{file_path} after its owner read it");
    }
    assert_eq!(text(&event, "/series.ndjson", &[]).await, "");
    let drafts = file(&event, "/series.csv?drafts=true", &owner).await;
    assert_eq!((drafts.status().as_u16(), header(&drafts, "cache-control")), (200, "no-store"));
    assert_eq!(records(&drafts.text().await.unwrap()).len(), 2);
}
