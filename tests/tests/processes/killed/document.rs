//! A document that is applied.

use domain::document::{CheckedDocument, Document};
use serde_json::{Value, json};
use store::documents;
use tests::{Database, TestClock, service::NOW, stage_writes::Request};

use super::{ANNA, CUPS, Fixture, Write, slug};

fn checked(document: Value) -> CheckedDocument {
    serde_json::from_value::<Document>(document).unwrap().check().unwrap()
}

fn before(cup: usize) -> CheckedDocument {
    checked(json!({
        "slug": slug(cup), "name": "Before", "leaderboard_id": 3, "owners": [ANNA],
        "entries": [{"name": "Ada", "account": 1}, {"name": "Bo", "account": 2}],
        "teams": [{"name": "Reds", "initials": "R", "captain": "Ada", "members": ["Ada"]}],
    }))
}

fn after(cup: usize) -> CheckedDocument {
    checked(json!({
        "slug": slug(cup), "name": "After", "leaderboard_id": 3, "owners": [ANNA],
        "entries": [{"name": "Bo", "account": 1}, {"name": "Ada", "account": 2}, {"name": "Cy"}],
        "teams": [{"name": "Blues", "initials": "B", "captain": "Cy", "members": ["Bo", "Cy"]}],
    }))
}

/// The document of each cup.
struct OfCup;

impl Write for OfCup {
    const NUDGES: i64 = 2;

    fn reads(&self, _: usize) -> Vec<String> {
        vec![String::new(), "/standings".to_owned(), "/players".to_owned()]
    }

    fn request(&self, cup: usize) -> Request {
        let body = serde_json::to_value(&*after(cup)).unwrap();
        Request { method: "PUT", path: "/document?prune=true".to_owned(), body, status: 200 }
    }

    async fn effects(&self, database: &Database, cup: usize) -> i64 {
        let mut tx = database.pool.begin().await.unwrap();
        let current = documents::load(&mut tx, &slug(cup)).await.unwrap().unwrap();
        tx.rollback().await.unwrap();
        let stored = current.document();
        if stored == *after(cup) {
            return 1;
        }
        assert_eq!(stored, *before(cup));
        0
    }
}

#[tokio::test]
async fn a_process_killed_at_any_message_leaves_all_or_nothing() {
    let fixture = Fixture::set().await;
    for cup in 0..CUPS {
        documents::apply(&fixture.database.pool, &before(cup), true, &TestClock::at(NOW)).await.unwrap();
        // Nobody may set up so many.
        fixture.database.run("update tournaments set created_by = gen_random_uuid()").await;
    }
    fixture.database.run("delete from nudges").await;
    fixture.kill_everywhere(&OfCup).await;
}
