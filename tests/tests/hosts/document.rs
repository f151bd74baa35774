//! Tournaments as documents over HTTP: read, sent back, changed by several at once, and refused with every mistake.

mod audit;
mod conditions;
mod keys;
mod mistakes;
mod races;
mod reads;
mod writes;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tests::service::HOST;

use super::fixture::Fixture;

pub(super) const DOCUMENT: &str = "/v1/tournaments/cup/document";

/// The document as a host reads it, with its tag.
pub(super) async fn read(fixture: &Fixture) -> (Value, String) {
    let (status, headers, body) = fixture.host_with_headers("GET", DOCUMENT, Value::Null).await;
    assert_eq!(status, 200, "{body}");
    (body, tag(&headers))
}

/// A stage as a document has it whose host said nothing but this.
pub(super) fn stage(name: &str, format: &str, participants: &[String]) -> Value {
    json!({
        "name": name, "format": format, "sides": "entries", "participants": participants, "groups": 1, "legs": 1,
        "half_pairing": "slide", "series_format": {"best_of": 1}, "admits": "lobby",
        "points": {"win": 1.0, "draw": 0.5, "loss": 0.0, "bye": 1.0}, "tie_breaks": [], "advance": 0,
        "visibility": "public",
    })
}

pub(super) fn tag(headers: &HeaderMap) -> String {
    headers["etag"].to_str().unwrap().to_owned()
}

/// Sends a document; `query` begins with a question mark, if it is anything.
pub(super) async fn put(
    fixture: &Fixture,
    query: &str,
    document: &Value,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap, Value) {
    put_as(fixture, HOST, query, document, headers).await
}

pub(super) async fn put_as(
    fixture: &Fixture,
    user: &str,
    query: &str,
    document: &Value,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap, Value) {
    let token = fixture.service.token(user);
    let path = format!("{DOCUMENT}{query}");
    fixture.service.send("PUT", &path, Some(&token), Some(document.clone()), headers).await
}

/// The action, kind and name of each change that an answer tells of.
pub(super) fn changes(body: &Value) -> Vec<String> {
    let changes = body["changes"].as_array().unwrap_or_else(|| panic!("{body}")).iter();
    let text = |change: &Value, field: &str| change[field].as_str().unwrap().to_owned();
    changes
        .map(|change| format!("{} {} {}", text(change, "action"), text(change, "kind"), text(change, "name")))
        .collect()
}

/// Every row with the transaction that wrote it: another write would show.
pub(super) async fn rows(fixture: &Fixture) -> String {
    let tables = "select table_name::text from information_schema.tables where table_schema = 'public' order by 1";
    let pool = &fixture.service.database.pool;
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(pool).await.unwrap();
    let mut rows = String::new();
    for table in tables {
        let query = format!("select coalesce(string_agg(xmin || t::text, ';' order by t::text), '') from {table} t");
        let found: String = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(pool).await.unwrap();
        rows.push_str(&found);
    }
    rows
}

/// How many nudges there are of each family.
pub(super) async fn nudges(fixture: &Fixture) -> Value {
    fixture.stored("select event, count(*) as count from nudges group by event order by event").await
}
