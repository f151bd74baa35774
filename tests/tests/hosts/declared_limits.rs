//! The limits that requests are held to (`fields.rs`) are those of the OpenAPI document, and of the tables where they
//! have one.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::{
    fields::{
        Body,
        Kind::{self, Bag, Choice, Number, Text, Texts, Time, Uuid},
        bodies,
    },
    fixture::Fixture,
};

/// What the document says of a request's field.
fn documented<'a>(document: &'a Value, operation: &str, field: &str) -> &'a Value {
    let (method, path) = operation.split_once(' ').unwrap();
    let body = &document["paths"][path][method.to_lowercase()]["requestBody"]["content"]["application/json"]["schema"];
    let name = body["$ref"].as_str().expect("a schema of its own").rsplit('/').next().unwrap();
    &document["components"]["schemas"][name]["properties"][field]
}

#[tokio::test]
async fn the_document_gives_the_limits_that_requests_are_held_to() {
    let fixture = Fixture::set().await;
    let document = serde_json::to_value(api::document()).unwrap();
    let writes = fixture.writes();
    for Body { method, path, fields, .. } in bodies(&fixture) {
        let write = writes.iter().find(|write| write.method() == method && write.path == path).expect("in the table");
        for (field, kind, _) in fields {
            let told = documented(&document, write.operation, field);
            let what = format!("{} {field}: {told}", write.operation);
            match kind {
                Text(most) => assert_eq!((&told["minLength"], &told["maxLength"]), (&json!(1), &json!(most)), "{what}"),
                Number(0) => assert_eq!(told["minimum"], json!(0), "{what}"),
                Number(_) => assert_eq!(told["exclusiveMinimum"], json!(0), "{what}"),
                Texts => assert_eq!(told["maxItems"], json!(5), "{what}"),
                // JSON Schema has no words for the bytes of an object.
                Bag(_) | Time | Choice | Uuid => assert!(told.is_object(), "{what}"),
            }
        }
    }
}

/// Values of a column: those at the limit, and those beyond, as SQL.
fn at_and_beyond(kind: Kind) -> Option<(Vec<String>, Vec<String>)> {
    let text = |length: usize| format!("'{}'", "x".repeat(length));
    let texts = |count: usize| format!("array_fill('x'::text, array[{count}])");
    match kind {
        Text(most) => Some((vec![text(1), text(most)], vec![text(0), text(most + 1)])),
        Number(least) => Some((vec![least.to_string()], vec![(least - 1).to_string()])),
        Texts => Some((vec![texts(5)], vec![texts(6)])),
        Bag(_) | Time | Choice | Uuid => None,
    }
}

#[tokio::test]
async fn the_tables_hold_the_limits_that_requests_are_held_to() {
    let fixture = Fixture::set().await;
    let mut checked = 0;
    for Body { path, fields, .. } in bodies(&fixture) {
        let (table, row) = match path.rsplit('/').next().unwrap() {
            "tournaments" | "cup" => ("tournaments", fixture.cup.0),
            "players" => ("tournament_players", fixture.guest.0),
            "teams" => ("teams", fixture.reds.0),
            _ => continue,
        };
        for (column, kind, _) in fields {
            let Some((at, beyond)) = at_and_beyond(kind) else { continue };
            for (value, is_good) in
                at.iter().map(|value| (value, true)).chain(beyond.iter().map(|value| (value, false)))
            {
                let mut transaction = fixture.service.database.driver_pool().begin().await.unwrap();
                let set = AssertSqlSafe(format!("update {table} set {column} = {value} where id = {row}"));
                let done = sqlx::query(set).execute(&mut *transaction).await;
                let what = format!("{table}.{column} = {}", value.chars().take(40).collect::<String>());
                match done {
                    Ok(_) => assert!(is_good, "{what} is stored"),
                    Err(sqlx::Error::Database(error)) => {
                        assert!(!is_good && error.is_check_violation(), "{what}: {error}");
                    }
                    Err(error) => panic!("{what}: {error}"),
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 30, "{checked} values");
}
