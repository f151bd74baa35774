//! Documents applied to a real database: what each change does, that nothing is written twice, and that names, accounts
//! and captains can be exchanged.

mod changes;
mod exchanged;
mod generated;
mod interrupted;
mod refused;
mod stages;

use domain::document::{CheckedDocument, Document};
use serde_json::{Value, json};
use store::documents::{self, Applied, ApplyError};
use tests::{Database, TestClock, outbox::Outbox, service::NOW};

const OWNER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
const OTHER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0002";

fn checked(document: Value) -> CheckedDocument {
    serde_json::from_value::<Document>(document).unwrap().check().unwrap()
}

/// Three entries of whom two have accounts, and two teams.
fn cup() -> Value {
    json!({
        "slug": "cup", "name": "Cup", "leaderboard_id": 3, "owners": [OWNER],
        "entries": [{"name": "Ada", "account": 1}, {"name": "Bo", "account": 2}, {"name": "Cy"}],
        "teams": [
            {"name": "Reds", "initials": "R", "captain": "Ada", "members": ["Ada", "Bo"]},
            {"name": "Blues", "initials": "B", "captain": "Cy", "members": ["Cy"]},
        ],
    })
}

/// The cup, changed.
fn cup_with(change: impl FnOnce(&mut Value)) -> CheckedDocument {
    let mut document = cup();
    change(&mut document);
    checked(document)
}

async fn apply(database: &Database, document: &CheckedDocument, prune: bool) -> Result<Applied, ApplyError> {
    documents::apply(&database.pool, document, prune, &TestClock::at(NOW)).await
}

async fn applied(database: &Database, document: &CheckedDocument) -> Vec<&'static str> {
    let applied = apply(database, document, false).await.unwrap();
    applied.records.iter().map(|record| record.action).collect()
}

async fn problems(database: &Database, document: &CheckedDocument, prune: bool) -> Vec<String> {
    match apply(database, document, prune).await {
        Err(ApplyError::Problems(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

async fn stored(database: &Database, slug: &str) -> Document {
    let mut tx = database.pool.begin().await.unwrap();
    let current = documents::load(&mut tx, slug).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    current.document()
}

/// Every row of the tournament with its number of the transaction that wrote it: another write would show.
const ROWS: &str = "select string_agg(x, ' ' order by x) from (
    select xmin || ':' || id || name || coalesce(profile_id::text, '') x from tournament_players
    union all select xmin || ':' || id || name from teams
    union all select xmin || ':' || tournament_player_id || team_id || is_captain from team_members
    union all select xmin || ':' || user_id from tournament_owners
    union all select xmin || ':' || name from tournaments) rows";

async fn ids(database: &Database) -> String {
    database
        .value("select string_agg(name || '=' || id - 10000000000 || coalesce('/' || profile_id, ''), ' ' order by id) from tournament_players")
        .await
}

async fn teams(database: &Database) -> String {
    database
        .value(
            "select string_agg(team.name || ':' || entry.name || case when is_captain then '!' else '' end, ' '
                order by team.id, entry.id)
            from team_members join teams team on team.id = team_id
            join tournament_players entry on entry.id = tournament_player_id",
        )
        .await
}

async fn with_cup() -> (Database, Outbox) {
    let (database, outbox) = (Database::fresh().await, Outbox::default());
    apply(&database, &checked(cup()), false).await.unwrap();
    outbox.nudged(&database).await;
    (database, outbox)
}

fn events(nudged: &[tests::outbox::Nudged]) -> Vec<&str> {
    nudged.iter().map(|(event, _)| event.as_str()).collect()
}
