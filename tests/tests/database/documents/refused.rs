//! Documents that do not go together with what is stored: every mistake is told at once, and nothing is written.

use serde_json::json;

use super::{ROWS, checked, cup, cup_with, problems, with_cup};

#[tokio::test]
async fn what_does_not_go_together_with_what_is_stored_is_told_at_once() {
    let (database, _) = with_cup().await;
    let before: String = database.value(ROWS).await;
    let mut document = cup();
    document["leaderboard_id"] = 99.into();
    document["entries"] = json!([{"name": "Bo", "account": 1}]);
    document["teams"] = json!([]);
    let told = problems(&database, &checked(document), false).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("leaderboard_id: the ladder 99 is unknown"), "{told:?}");
    assert!(
        told[1].starts_with("entries[0].name: entry 10000000001 is named \"Bo\" and is not in the file"),
        "{told:?}"
    );
    let nobodys = cup_with(|cup| cup["owners"] = json!([]));
    let told = problems(&database, &nobodys, true).await;
    assert_eq!(told, ["owners: the last owner cannot be removed: name at least one"]);
    let full = cup_with(|cup| {
        cup["entries"] = (0..98).map(|n| json!({"name": format!("n{n}")})).collect();
        cup["teams"] = json!([]);
    });
    let told = problems(&database, &full, false).await;
    assert_eq!(
        told,
        [
            "entries[0]: with those that are stored and not in the file the roster would have 101 entries; 100 are allowed"
        ]
    );
    assert_eq!(database.value::<String>(ROWS).await, before);
    let new = cup_with(|cup| {
        cup["slug"] = "new".into();
        cup["owners"] = json!([]);
    });
    let told = problems(&database, &new, false).await;
    assert_eq!(told, ["owners: a new tournament needs an owner: a user's id at the sign-on service"]);
    database.run("insert into tournaments (slug, name, leaderboard_id, created_by) select 's' || n, 'S', 3, (select created_by from tournaments) from generate_series(1, 9) n").await;
    let eleventh = cup_with(|cup| cup["slug"] = "new".into());
    let told = problems(&database, &eleventh, false).await;
    assert_eq!(told, ["owners[0]: this user has set up 10 tournaments already; 10 are allowed"]);
}
