//! What a host does to one stage, one series or one tournament leaves all others as they are.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{
    service::HOST,
    tournament::{create, enter, tournament},
};

use super::event::{CUP, Event};

/// Every stored row of stages and series but those of the stage and of the series with these numbers.
async fn rows_of_others(event: &Event, stage: i64, series: i64) -> String {
    let of_stages = ["stage_participants", "stage_rounds", "stage_byes", "stage_adjustments", "stage_ties"]
        .map(|table| format!("select '{table} ' || t::text as row from {table} t where stage_id <> {stage}"));
    let of_series = ["series_game_decisions", "series_games"].map(|table| {
        format!(
            "select '{table} ' || t::text from {table} t join series on series.id = series_id
            where series.stage_id is distinct from {stage} and series.id <> {series}"
        )
    });
    let all = format!("select 'stages ' || t::text as row from stages t where id <> {stage}");
    let each =
        format!("select 'series ' || t::text from series t where stage_id is distinct from {stage} and id <> {series}");
    let rows = [vec![all, each], of_stages.to_vec(), of_series.to_vec()].concat().join(" union all ");
    let query = format!("select string_agg(row, E'\\n' order by row) from ({rows}) rows");
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&event.service.database.pool).await.unwrap()
}

/// A Swiss stage of all in its second round, with a bye, a point that was given, an order and a withdrawal. Its number,
/// and that of a series that is not decided.
async fn swiss(event: &Event) -> (i64, i64) {
    let all = event.ids(0..event.entries.len());
    let body = json!({
        "name": "Swiss", "format": "swiss", "participants": all, "series_format": {"best_of": 3}, "tie_breaks": [],
        "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].as_i64().unwrap();
    let path = format!("/stages/{id}");
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    event.host("PUT", &format!("{path}/ties"), json!({"order": [all[3], all[2]]}), 204).await;
    let first = event.host("POST", &format!("{path}/rounds"), json!({"dry_run": false}), 201).await;
    for pairing in first["pairings"].as_array().unwrap() {
        event.host("PATCH", &format!("/series/{}", pairing["series_id"]), json!({"walkover": 0}), 200).await;
    }
    let second = event.host("POST", &format!("{path}/rounds"), json!({"dry_run": false}), 201).await;
    let adjustment = json!({"side": all[0], "points": 1, "reason": "Early."});
    event.host("PUT", &format!("{path}/adjustments"), adjustment, 204).await;
    event.host("POST", &format!("{path}/participants/{}/withdraw", all[4]), Value::Null, 204).await;
    let series = second["pairings"][0]["series_id"].as_i64().unwrap();
    let game = json!({"games": [{"winner": 0}]});
    event.host("PATCH", &format!("/series/{}", second["pairings"][1]["series_id"]), game, 200).await;
    (id, series)
}

/// A tournament of the first two accounts, with a series and a stage. Their numbers.
async fn another(event: &Event) -> (i64, i64) {
    let pool = &event.service.database.pool;
    let id = create(pool, &tournament("other")).await;
    event.service.make_owner(id, HOST).await;
    let mut sides = Vec::new();
    for index in 0..2 {
        sides.push(enter(pool, id, &format!("Player {index}"), Some(Event::account(index).0)).await);
    }
    let series = json!({"sides": sides, "format": {"best_of": 3}});
    let series = host(event, "/series", series).await["series_id"].as_i64().unwrap();
    (series, host(event, "/stages", stage(&sides)).await["stage_id"].as_i64().unwrap())
}

/// The address of [`another`] tournament.
const OTHER: &str = "/v1/tournaments/other";

/// Creates something in another tournament.
async fn host(event: &Event, path: &str, body: Value) -> Value {
    let token = event.service.token(HOST);
    let (status, _, made) = event.service.send("POST", &format!("{OTHER}{path}"), Some(&token), Some(body), &[]).await;
    assert_eq!(status, 201, "{made}");
    made
}

/// A manual stage that is not started.
fn stage(participants: &[impl serde::Serialize]) -> Value {
    json!({
        "name": "S", "format": "manual", "participants": participants, "series_format": {"best_of": 1},
        "visibility": "public",
    })
}

#[tokio::test]
async fn a_write_to_one_stage_or_series_changes_no_other() {
    let event = Event::of(5).await;
    another(&event).await;
    swiss(&event).await;
    let (stage, series) = swiss(&event).await;
    swiss(&event).await;
    let outside = [event.series([0, 1], 3).await, event.series([0, 1], 3).await, event.series([0, 1], 3).await];
    event.play(0, 1).await;
    let all = event.ids(0..5);
    let (path, of_series) = (format!("/stages/{stage}"), format!("/series/{series}"));
    let withdraw = format!("{path}/participants/{}/withdraw", all[1]);
    let adjustments = format!("{path}/adjustments");
    let adjust = |points: i64| json!({"side": all[0], "points": points, "reason": "Late."});
    for (method, address, body) in [
        ("PATCH", &path, json!({"name": "Middle", "admits": "any", "advance": 3})),
        ("POST", &withdraw, Value::Null),
        ("DELETE", &withdraw, Value::Null),
        ("PUT", &adjustments, adjust(-1)),
        ("PUT", &adjustments, adjust(0)),
        ("PUT", &format!("{path}/ties"), json!({"order": []})),
        ("PATCH", &of_series, json!({"label": "Middle", "note": "Middle.", "games": [{"winner": 1}]})),
        ("PATCH", &of_series, json!({"games": null, "walkover": 1})),
        ("PATCH", &of_series, json!({"walkover": null})),
        ("DELETE", &format!("/series/{}", outside[1]), Value::Null),
    ] {
        let (stage, series) = match address.strip_prefix("/series/") {
            Some(series) => (0, series.parse().unwrap()),
            None => (stage, 0),
        };
        let before = rows_of_others(&event, stage, series).await;
        let (status, said) = event.attempt(method, address, body.clone()).await;
        assert!((200..300).contains(&status), "{method} {address} {body}: {said}");
        assert_eq!(rows_of_others(&event, stage, series).await, before, "{method} {address} {body}");
    }
}

#[tokio::test]
async fn a_round_that_is_taken_back_or_started_changes_no_other_stage() {
    let event = Event::of(5).await;
    swiss(&event).await;
    let (stage, _) = swiss(&event).await;
    swiss(&event).await;
    let rounds = format!("/stages/{stage}/rounds");
    // No series of the second round may have a game.
    let open = event.read(&format!("/series?stage={stage}&status=live")).await["items"].clone();
    for series in open.as_array().unwrap() {
        event.host("PATCH", &format!("/series/{}", series["series_id"]), json!({"games": null}), 200).await;
    }
    let before = rows_of_others(&event, stage, 0).await;
    event.host("DELETE", &format!("{rounds}/2"), Value::Null, 204).await;
    assert_eq!(rows_of_others(&event, stage, 0).await, before, "taken back");
    event.pass(TimeDelta::minutes(1));
    event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    assert_eq!(rows_of_others(&event, stage, 0).await, before, "started");
}

#[tokio::test]
async fn a_stage_that_is_changed_started_or_deleted_changes_no_other() {
    let event = Event::of(3).await;
    let body = stage(&event.ids(0..3));
    let mut stages = Vec::new();
    for _ in 0..4 {
        stages.push(event.host("POST", "/stages", body.clone(), 201).await["stage_id"].as_i64().unwrap());
    }
    let started = format!("/stages/{}/start", stages[1]);
    for (stage, method, address, body) in [
        (stages[1], "PATCH", format!("/stages/{}", stages[1]), json!({"participants": event.ids(0..2)})),
        (stages[1], "POST", started, Value::Null),
        (stages[2], "DELETE", format!("/stages/{}", stages[2]), Value::Null),
    ] {
        let before = rows_of_others(&event, stage, 0).await;
        let (status, said) = event.attempt(method, &address, body).await;
        assert!((200..300).contains(&status), "{method} {address}: {said}");
        assert_eq!(rows_of_others(&event, stage, 0).await, before, "{method} {address}");
    }
}

#[tokio::test]
async fn a_tournament_shows_its_own_stages_and_series_alone() {
    let event = Event::of(2).await;
    let mine = event.series([0, 1], 3).await;
    let (theirs, their_stage) = another(&event).await;
    let stage = event.host("POST", "/stages", stage(&event.ids(0..2)), 201).await["stage_id"].as_i64().unwrap();
    let game = event.play(0, 1).await;
    for (path, id) in [(CUP, mine), (OTHER, theirs)] {
        let listed = event.service.get(&format!("{path}/series")).await;
        let items = listed["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["series_id"]), (1, &json!(id)), "{path}");
        assert_eq!(items[0]["games"][0]["match_id"], json!(game.0), "each has it");
        let players = items[0]["games"][0]["players"].as_array().unwrap();
        let sides: Vec<_> = players.iter().map(|player| player["side"].clone()).collect();
        assert_eq!(sides, [json!(0), json!(1)], "{path}: each account once, by its own roster");
    }
    for (path, [series, stage]) in [(OTHER, [mine, stage]), (CUP, [theirs, their_stage])] {
        for kept in [format!("/series/{series}"), format!("/stages/{stage}"), format!("/stages/{stage}/table")] {
            assert_eq!(event.service.get_any(&format!("{path}{kept}")).await.0, 404, "{path}{kept}");
        }
        let listed = event.service.get(&format!("{path}/stages")).await["items"].clone();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{path}");
    }
    assert_eq!(event.attempt("PATCH", &format!("/series/{theirs}"), json!({"note": "Hm."})).await.0, 404);
    // What a host excludes in one tournament counts in the other.
    event.host("PUT", &format!("/exclusions/{}", game.0), json!({"reason": "Wrong map."}), 204).await;
    event.host("PATCH", &format!("/series/{mine}"), json!({"note": "Without it."}), 200).await;
    event.play(0, 1).await;
    assert_eq!(event.read(&format!("/series/{mine}")).await["score"], json!([1, 0]));
    assert_eq!(event.service.get(&format!("{OTHER}/series/{theirs}")).await["score"], json!([2, 0]));
}

#[tokio::test]
async fn stages_and_series_of_another_tournament_leave_room() {
    let event = Event::of(2).await;
    another(&event).await;
    let database = &event.service.database;
    let sides: Vec<i64> = sqlx::query_scalar("select unnest(array[first_entry_id, second_entry_id]) from series")
        .fetch_all(&database.pool)
        .await
        .unwrap();
    for _ in 0..19 {
        host(&event, "/stages", stage(&sides)).await;
    }
    let many = "insert into series (tournament_id, first_entry_id, second_entry_id, best_of, admits, created_at)
        select tournament_id, first_entry_id, second_entry_id, 1, 'lobby', now() from series, generate_series(1, 1999)";
    database.run(many).await;
    event.host("POST", "/stages", stage(&event.ids(0..2)), 201).await;
    event.series([0, 1], 1).await;
}
