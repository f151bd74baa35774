//! Changes to a tournament by a document: what each one does, that nothing is written twice, and whom it nudges.

use domain::document::Plan;
use serde_json::json;
use store::documents;
use tests::{Database, outbox::Outbox};

use super::{OTHER, OWNER, ROWS, applied, apply, checked, cup, cup_with, events, ids, stored, teams, with_cup};

#[tokio::test]
async fn a_new_tournament_is_as_the_document_says_and_nudges_once_per_family() {
    let (database, outbox) = (Database::fresh().await, Outbox::default());
    let document = checked(cup());
    let plan: Plan = documents::preview(&database.pool, &document, false).await.unwrap();
    assert_eq!(plan.change_count(), 1 + 1 + 3 + 2 + 3 + 2);
    let rows: Option<String> = database.value(ROWS).await;
    assert_eq!((rows, outbox.nudged(&database).await.len()), (None, 0), "a preview writes nothing");
    let done = applied(&database, &document).await;
    let due = [
        "tournament_create",
        "owner_grant",
        "roster_add",
        "roster_add",
        "roster_add",
        "team_create",
        "team_create",
        "team_member_add",
        "team_member_add",
        "team_member_add",
        "team_captain_set",
        "team_captain_set",
    ];
    assert_eq!(done, due);
    assert_eq!(stored(&database, "cup").await, *document);
    assert_eq!(ids(&database).await, "Ada=0/1 Bo=1/2 Cy=2");
    assert_eq!(teams(&database).await, "Reds:Ada! Reds:Bo Blues:Cy!");
    let nudged = outbox.nudged(&database).await;
    let id: i64 = database.value("select id from tournaments").await;
    assert_eq!(nudged, [("standings".to_owned(), Some(vec![id])), ("live".to_owned(), Some(vec![id]))]);
    let creator: String = database.value("select created_by::text from tournaments").await;
    assert_eq!(creator, OWNER);
}

#[tokio::test]
async fn twice_is_once() {
    let (database, outbox) = with_cup().await;
    let before: String = database.value(ROWS).await;
    assert_eq!(applied(&database, &checked(cup())).await, [""; 0]);
    assert_eq!(database.value::<String>(ROWS).await, before);
    assert_eq!(outbox.nudged(&database).await, []);
}

#[tokio::test]
async fn a_change_of_the_roster_nudges_the_standings_alone_and_owners_nobody() {
    let (database, outbox) = with_cup().await;
    let done = applied(&database, &cup_with(|cup| cup["entries"][0]["name"] = "Ada".into())).await;
    assert_eq!(done, [""; 0]);
    let document = cup_with(|cup| cup["entries"][2]["account"] = 3.into());
    assert_eq!(applied(&database, &document).await, ["roster_promote"]);
    assert_eq!(events(&outbox.nudged(&database).await), ["standings"]);
    let document = cup_with(|cup| {
        cup["entries"][2]["account"] = 3.into();
        cup["owners"] = json!([OWNER, OTHER]);
    });
    assert_eq!(applied(&database, &document).await, ["owner_grant"]);
    assert_eq!(outbox.nudged(&database).await, []);
    let document = cup_with(|cup| {
        cup["entries"][2]["account"] = 3.into();
        cup["name"] = "The Cup".into();
        cup["prize_pool_cents"] = 5.into();
    });
    assert_eq!(applied(&database, &document).await, ["tournament_update"]);
    assert_eq!(events(&outbox.nudged(&database).await), ["standings", "live"]);
}

#[tokio::test]
async fn what_is_not_in_the_document_stays_unless_it_is_to_be_pruned() {
    let (database, _) = with_cup().await;
    let less = checked(json!({
        "slug": "cup", "name": "Cup", "leaderboard_id": 3, "owners": [OTHER],
        "entries": [{"name": "Ada", "account": 1}],
        "teams": [{"name": "Reds", "initials": "R", "captain": "Ada", "members": ["Ada"]}],
    }));
    let kept = apply(&database, &less, false).await.unwrap();
    assert_eq!(kept.records.iter().map(|record| record.action).collect::<Vec<_>>(), ["owner_grant"]);
    for line in ["entry \"Bo\": not in the file, kept (use --prune to remove)", "entry \"Cy\"", "team \"Blues\"", OWNER]
    {
        assert!(kept.plan.to_string().contains(line), "{}", kept.plan);
    }
    assert_eq!(teams(&database).await, "Reds:Ada! Reds:Bo Blues:Cy!");
    let pruned = apply(&database, &less, true).await.unwrap();
    let done: Vec<_> = pruned.records.iter().map(|record| record.action).collect();
    assert_eq!(done, ["owner_revoke", "roster_remove", "roster_remove", "team_delete"]);
    assert_eq!(stored(&database, "cup").await, *less);
    assert_eq!(apply(&database, &less, true).await.unwrap().plan.change_count(), 0);
}

#[tokio::test]
async fn owners_are_listed_in_the_order_in_which_they_became_one() {
    let database = Database::fresh().await;
    let user = |number: u128| uuid::Uuid::from_u128(number).to_string();
    let named = |owners: &[u128]| {
        let owners: Vec<_> = owners.iter().map(|number| user(*number)).collect();
        cup_with(|cup| cup["owners"] = json!(owners))
    };
    let document = named(&[7, 3, 9, 1]);
    apply(&database, &document, false).await.unwrap();
    assert_eq!(stored(&database, "cup").await.owners, document.owners);
    apply(&database, &named(&[3, 8, 2, 7]), true).await.unwrap();
    assert_eq!(stored(&database, "cup").await.owners, named(&[7, 3, 8, 2]).owners, "who stays keeps the place");
}
