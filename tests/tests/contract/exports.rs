//! Exports: the tables as CSV and NDJSON, with the facts of their JSON, and the choice between the formats.

use domain::nudge::{Event, Scope};
use reqwest::Method;
use serde_json::{Value, json};
use tests::Service;

use super::{
    ask::{Answer, ask, get},
    fixture::{ANNA, BERT, CARL, CUP, catch_up, cup, duel, four_players, nudge, present},
};

/// The address of each table, that of its files without their ending, and their name.
const TABLES: [(&str, &str, &str); 4] = [
    ("/standings", "/standings", "standings"),
    ("/progression", "/progression", "progression"),
    ("/standings/history", "/standings-history", "standings-history"),
    ("/matches", "/matches", "matches"),
];
const FORMATS: [(&str, &str, &str); 2] = [
    ("csv", "text/csv", "text/csv; charset=utf-8; header=present"),
    ("ndjson", "application/x-ndjson", "application/x-ndjson"),
];

/// Names that spreadsheets and parsers may misread.
const NAMES: [&str; 3] = ["=cmd|' /C calc'!A0", "Bert, \"the\" 'Bert'", "@SUM(1+1)"];

/// Anna, Bert and Carl under such names, who played each other.
async fn played_cup() -> Service {
    let service = four_players().await;
    service.sim.world(|world| {
        for (winner, loser, minutes) in [(ANNA, BERT, 50), (BERT, CARL, 40), (ANNA, CARL, 30), (CARL, BERT, 20)] {
            world.play(&duel(winner, loser, minutes));
        }
    });
    let id = cup(&service, &[(NAMES[0], Some(ANNA)), (NAMES[1], Some(BERT)), ("Guest", None)]).await;
    present(&service, id, (NAMES[2], Some(CARL)), json!({"colour": "=red", "list": [1, "a,b"]})).await;
    catch_up(&service).await;
    service
}

pub(super) fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.decoded()).unwrap()
}

/// The lines of a CSV by the names of their columns, texts as they were before they were made harmless.
pub(super) fn records(csv: &str) -> Vec<Vec<(String, String)>> {
    assert!(csv.ends_with("\r\n"), "{csv:?}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().unwrap().clone();
    let line = |record: csv::StringRecord| {
        let cells = names.iter().zip(record.iter());
        cells.map(|(name, cell)| (name.to_owned(), cell.strip_prefix('\'').unwrap_or(cell).to_owned())).collect()
    };
    reader.records().map(|record| line(record.unwrap())).collect()
}

pub(super) fn lines(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What the cell of a value says.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The value at names separated by dots.
fn at<'a>(row: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(row, |value, name| &value[name])
}

/// The rows of a list with one row for each item of their field `list`, which then holds that item alone.
pub(super) fn unfolded(rows: &[Value], list: &str) -> Vec<Value> {
    let mut unfolded = Vec::new();
    for row in rows {
        for item in row[list].as_array().unwrap() {
            let mut row = row.clone();
            row[list] = item.clone();
            unfolded.push(row);
        }
    }
    unfolded
}

pub(super) fn are_equal(records: &[Vec<(String, String)>], rows: &[Value]) {
    assert!(!rows.is_empty());
    assert_eq!(records.len(), rows.len());
    for (record, row) in records.iter().zip(rows) {
        for (name, found) in record {
            assert_eq!(*found, cell(at(row, name)), "{name} of {row}");
        }
    }
}

/// The names of a row's fields as columns have them, except lists of objects.
fn fields(row: &Value, within: &str, names: &mut Vec<String>) {
    for (name, value) in row.as_object().unwrap() {
        let path = format!("{within}{name}");
        match value {
            Value::Object(_) if name != "presentation" => fields(value, &format!("{path}."), names),
            Value::Array(items) if items.iter().any(Value::is_object) => {}
            _ => names.push(path),
        }
    }
}

#[tokio::test]
async fn files_have_the_rows_of_the_json() {
    let service = played_cup().await;
    let read = async |path: &str| text(&get(&service, &format!("{CUP}{path}"), &[]).await);

    let standings = service.get(&format!("{CUP}/standings")).await["items"].as_array().unwrap().clone();
    assert_eq!(lines(&read("/standings.ndjson").await), standings);
    are_equal(&records(&read("/standings.csv").await), &standings);

    let progression = service.get(&format!("{CUP}/progression")).await["items"].as_array().unwrap().clone();
    assert_eq!(lines(&read("/progression.ndjson").await), progression);
    are_equal(&records(&read("/progression.csv").await), &unfolded(&progression, "points"));

    let history = service.get(&format!("{CUP}/standings/history")).await;
    let mut places = Vec::new();
    for (index, bucket) in history["buckets"].as_array().unwrap().iter().enumerate() {
        for player in history["players"].as_array().unwrap() {
            let mut place = player["points"][index].clone();
            place["bucket"] = bucket.clone();
            for name in ["tournament_player_id", "profile_id", "name"] {
                place[name] = player[name].clone();
            }
            places.push(place);
        }
    }
    assert_eq!(lines(&read("/standings-history.ndjson").await), places);
    are_equal(&records(&read("/standings-history.csv").await), &places);

    let mut matches = service.get(&format!("{CUP}/matches")).await["items"].as_array().unwrap().clone();
    matches.reverse();
    assert_eq!(lines(&read("/matches.ndjson").await), matches);
    are_equal(&records(&read("/matches.csv").await), &unfolded(&matches, "players"));
}

#[tokio::test]
async fn every_field_of_the_standings_and_the_matches_has_a_column() {
    let service = played_cup().await;
    // A row in which everything is there.
    service
        .database
        .run("insert into teams (tournament_id, name, initials) select id, '-1', '+' from tournaments")
        .await;
    let join = "insert into team_members (tournament_id, team_id, tournament_player_id)
        select entry.tournament_id, team.id, entry.id from tournament_players entry, teams team";
    service.database.run(join).await;
    let exclude = "insert into match_exclusions
        select tournament.id, match_id, '=why', gen_random_uuid(), now()
        from tournaments tournament, matches order by started_at desc limit 1";
    service.database.run(exclude).await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    for (table, list) in [("/standings", None), ("/matches", Some("players"))] {
        let row = service.get(&format!("{CUP}{table}")).await["items"][0].clone();
        let row = list.map_or_else(|| row.clone(), |list| unfolded(std::slice::from_ref(&row), list)[0].clone());
        let mut names = Vec::new();
        fields(&row, "", &mut names);
        let csv = text(&get(&service, &format!("{CUP}{table}.csv"), &[]).await);
        let columns: Vec<_> = records(&csv)[0].iter().map(|(name, _)| name.clone()).collect();
        let (mut sorted, mut due) = (columns.clone(), names);
        sorted.sort();
        due.sort();
        assert_eq!(sorted, due, "{table}");
    }
}

#[tokio::test]
async fn no_cell_is_a_formula() {
    let service = played_cup().await;
    for (_, file, _) in TABLES {
        let csv = text(&get(&service, &format!("{CUP}{file}.csv"), &[]).await);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        for record in reader.records().map(Result::unwrap) {
            for cell in &record {
                assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell}");
                assert!(!cell.starts_with('-') || cell.parse::<f64>().is_ok(), "{cell}");
            }
        }
    }
    let csv = text(&get(&service, &format!("{CUP}/standings.csv"), &[]).await);
    assert!(csv.contains(",'=cmd|' /C calc'!A0,") && csv.contains(",'@SUM(1+1),"), "{csv}");
}

#[tokio::test]
async fn files_are_named_for_their_tournament() {
    let service = played_cup().await;
    for (_, file, name) in TABLES {
        for (ending, _, content_type) in FORMATS {
            for slug in ["cup", "current"] {
                let path = format!("/v1/tournaments/{slug}{file}.{ending}");
                // The second answer may come by the fast path.
                for _ in 0..2 {
                    let answer = get(&service, &path, &[]).await;
                    assert_eq!(answer.status, 200, "{path}");
                    assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
                    let disposition = format!("attachment; filename=\"{slug}-{name}.{ending}\"");
                    assert_eq!(answer.header("content-disposition"), Some(disposition.as_str()), "{path}");
                    assert_eq!(answer.header("vary"), Some("Origin, Accept-Encoding"), "{path}");
                }
                let head = ask(&service, Method::HEAD, &path, &[]).await;
                assert_eq!((head.status, head.header("content-type")), (200, Some(content_type)), "{path}");
                assert!(head.body.is_empty() && head.header("content-disposition").is_some(), "{path}");
            }
            let (status, body): (u16, Value) = service.get_any(&format!("/v1/tournaments/nope{file}.{ending}")).await;
            assert_eq!((status, &body["detail"]), (404, &json!("Tournament not found")), "{file}.{ending}");
        }
    }
}

#[tokio::test]
async fn each_client_gets_the_format_it_asks_for_however_often_others_asked_before() {
    let service = played_cup().await;
    for (table, file, _) in TABLES {
        let path = format!("{CUP}{table}");
        let before = get(&service, &path, &[]).await;
        for accept in ["text/csv", "*/*", "application/x-ndjson", "application/json", "text/csv;q=0.1, */*;q=0.5"] {
            // The second and third answers may come by the fast path.
            for _ in 0..3 {
                let answer = get(&service, &path, &[("accept", accept)]).await;
                assert_eq!(answer.status, 200, "{path} {accept}");
                assert_eq!(answer.header("vary"), Some("Origin, Accept-Encoding, Accept"), "{path} {accept}");
                let found = FORMATS.iter().find(|(_, media_type, _)| accept == *media_type);
                let Some((ending, _, content_type)) = found else {
                    assert_eq!(answer.header("content-type"), Some("application/json"), "{path} {accept}");
                    assert_eq!(answer.header("content-disposition"), None, "{path} {accept}");
                    assert_eq!((answer.header("etag"), &answer.body), (before.header("etag"), &before.body));
                    continue;
                };
                assert_eq!(answer.header("content-type"), Some(*content_type), "{path} {accept}");
                let of_file = get(&service, &format!("{CUP}{file}.{ending}"), &[]).await;
                assert_eq!((answer.header("etag"), &answer.body), (of_file.header("etag"), &of_file.body));
                assert_eq!(answer.header("content-disposition"), of_file.header("content-disposition"));
            }
        }
        let etag = before.header("etag").expect("a tag").to_owned();
        for _ in 0..2 {
            let known = get(&service, &path, &[("if-none-match", &etag)]).await;
            assert_eq!((known.status, known.header("vary")), (304, Some("Origin, Accept-Encoding, Accept")), "{path}");
            let csv = get(&service, &path, &[("if-none-match", &etag), ("accept", "text/csv")]).await;
            assert_eq!(csv.status, 200, "the JSON is known, not the CSV: {path}");
        }
    }
}

#[tokio::test]
async fn tables_as_files_are_kept_as_their_json_is() {
    let service = played_cup().await;
    for (_, file, _) in &TABLES[..3] {
        for (ending, ..) in FORMATS {
            let path = format!("{CUP}{file}.{ending}");
            let first = get(&service, &path, &[]).await;
            let etag = first.header("etag").expect("a tag").to_owned();
            let sent = service.proxy.bytes_sent();
            assert_eq!(get(&service, &path, &[("if-none-match", &etag)]).await.status, 304, "{path}");
            for coding in ["br", "zstd", "gzip"] {
                let coded = get(&service, &path, &[("accept-encoding", coding)]).await;
                assert_eq!(text(&coded), text(&first), "{path} in {coding}");
                let is_long = first.body.len() >= 1_000;
                assert_eq!(coded.header("content-encoding"), is_long.then_some(coding), "{path}");
            }
            assert_eq!(service.proxy.bytes_sent(), sent, "{path}");
        }
    }
    let csv = format!("{CUP}/progression.csv");
    let before = get(&service, &csv, &[]).await;
    service.sim.world(|world| world.play(&duel(BERT, ANNA, 4)));
    catch_up(&service).await;
    let after = get(&service, &csv, &[]).await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(records(&text(&after)).len(), records(&text(&before)).len() + 2);

    service.proxy.shut();
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let stale = get(&service, &csv, &[]).await;
    assert_eq!(stale.header("warning"), Some("110 - \"Response is Stale\""));
    assert_eq!(stale.body, after.body);
    service.proxy.open();
}
