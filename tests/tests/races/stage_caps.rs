//! How many stages and series a tournament has, and what happens once to a stage, however many come at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{service::HOST, tournament::enter};

use super::fixture::{CUP, Fixture};

/// A cup with two entries.
async fn cup() -> (Fixture, [i64; 2]) {
    let fixture = Fixture::set().await;
    let pool = &fixture.service.database.pool;
    let entries = [enter(pool, fixture.cup, "a", None).await.0, enter(pool, fixture.cup, "b", None).await.0];
    (fixture, entries)
}

/// So many get which status when they send all of these at once.
async fn at_once(fixture: &Fixture, requests: impl IntoIterator<Item = (&str, String, Value)>) -> BTreeMap<u16, usize> {
    let one = async |(method, path, body): (&str, String, Value)| {
        fixture.ask(HOST, (method, &format!("{CUP}{path}")), &body, None).await.status
    };
    let statuses = join_all(requests.into_iter().map(one)).await;
    statuses.into_iter().fold(BTreeMap::new(), |mut tally, status| {
        *tally.entry(status).or_default() += 1;
        tally
    })
}

/// A stage of both entries.
fn stage(name: usize, format: &str, entries: [i64; 2]) -> Value {
    json!({"name": format!("Stage {name}"), "format": format, "participants": entries, "series_format": {"best_of": 3}})
}

async fn make(fixture: &Fixture, body: &Value) -> i64 {
    let made = fixture.ask(HOST, ("POST", &format!("{CUP}/stages")), body, None).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.new_id()
}

async fn fill_series(fixture: &Fixture, [first, second]: [i64; 2]) {
    let fill = "insert into series (tournament_id, first_entry_id, second_entry_id, best_of, admits, created_at)
        select $1, $2, $3, 1, 'lobby', now() from generate_series(1, 1999)";
    let fill = sqlx::query(fill).bind(fixture.cup.0).bind(first).bind(second);
    fill.execute(&fixture.service.database.pool).await.unwrap();
}

const SERIES: &str = "select count(*) from series";

#[tokio::test]
async fn one_of_many_gets_the_last_stage() {
    let (fixture, entries) = cup().await;
    for name in 0..19 {
        make(&fixture, &stage(name, "manual", entries)).await;
    }
    let stages = (0..20).map(|name| ("POST", "/stages".to_owned(), stage(name, "swiss", entries)));
    assert_eq!(at_once(&fixture, stages).await, [(201, 1), (422, 19)].into());
    assert_eq!(fixture.count("select count(*) from stages").await, 20);
}

#[tokio::test]
async fn one_of_many_gets_the_last_series() {
    let (fixture, entries) = cup().await;
    fill_series(&fixture, entries).await;
    let body = json!({"sides": entries, "format": {"best_of": 3}});
    let series = (0..20).map(|_| ("POST", "/series".to_owned(), body.clone()));
    assert_eq!(at_once(&fixture, series).await, [(201, 1), (422, 19)].into());
    assert_eq!(fixture.count(SERIES).await, 2_000);
}

#[tokio::test]
async fn one_of_many_stages_is_started_with_the_last_series() {
    let (fixture, entries) = cup().await;
    let mut stages = Vec::new();
    for name in 0..10 {
        stages.push(make(&fixture, &stage(name, "round_robin", entries)).await);
    }
    fill_series(&fixture, entries).await;
    let starts = stages.iter().map(|id| ("POST", format!("/stages/{id}/start"), Value::Null));
    assert_eq!(at_once(&fixture, starts).await, [(200, 1), (422, 9)].into());
    assert_eq!(fixture.count(SERIES).await, 2_000);
    assert_eq!(fixture.count("select count(*) from stages where started_at is not null").await, 1);
}

#[tokio::test]
async fn a_stage_is_started_once_and_has_one_next_round_which_is_taken_back_once() {
    let (fixture, entries) = cup().await;
    let id = make(&fixture, &stage(1, "swiss", entries)).await;
    let many = async |method, path: &str, body: Value| {
        let requests = (0..10).map(|_| (method, format!("/stages/{id}{path}"), body.clone()));
        at_once(&fixture, requests).await
    };
    assert_eq!(many("POST", "/start", Value::Null).await, [(200, 1), (409, 9)].into());
    for _ in 0..10 {
        assert_eq!(many("POST", "/rounds", json!({"dry_run": false})).await, [(201, 1), (409, 9)].into());
        assert_eq!(fixture.count(SERIES).await, 1);
        assert_eq!(many("DELETE", "/rounds/1", Value::Null).await, [(204, 1), (404, 9)].into());
        assert_eq!(fixture.count(SERIES).await, 0);
    }
}
