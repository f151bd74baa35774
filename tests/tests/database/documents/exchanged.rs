//! Names, accounts, members and captains that change places within one document.

use serde_json::json;

use super::{applied, apply, cup_with, ids, stored, teams, with_cup};

#[tokio::test]
async fn a_renamed_entry_keeps_its_id() {
    let (database, _) = with_cup().await;
    let document = cup_with(|cup| {
        cup["entries"][0]["name"] = "Countess".into();
        cup["teams"][0]["members"][0] = "Countess".into();
        cup["teams"][0]["captain"] = "Countess".into();
    });
    assert_eq!(applied(&database, &document).await, ["roster_update"]);
    assert_eq!(ids(&database).await, "Countess=0/1 Bo=1/2 Cy=2");
    assert_eq!(teams(&database).await, "Reds:Countess! Reds:Bo Blues:Cy!");
}

#[tokio::test]
async fn names_and_accounts_can_be_exchanged() {
    let (database, _) = with_cup().await;
    let document = cup_with(|cup| {
        cup["entries"][0]["account"] = 2.into();
        cup["entries"][1]["account"] = 1.into();
    });
    applied(&database, &document).await;
    assert_eq!(ids(&database).await, "Bo=0/1 Ada=1/2 Cy=2");
    assert_eq!(stored(&database, "cup").await.teams[0].captain.as_deref(), Some("Ada"));
    // Around, with one who has no account.
    let document = cup_with(|cup| {
        cup["entries"] = json!([{"name": "Ada", "account": 1}, {"name": "Cy", "account": 2}, {"name": "Bo"}]);
    });
    applied(&database, &document).await;
    assert_eq!(ids(&database).await, "Ada=0/1 Cy=1/2 Bo=2");
    // One gives its account up as another gets one.
    let document = cup_with(|cup| {
        cup["entries"] = json!([{"name": "Ada", "account": 5}, {"name": "Cy"}, {"name": "Bo", "account": 2}]);
    });
    applied(&database, &document).await;
    assert_eq!(ids(&database).await, "Ada=0/5 Bo=1/2 Cy=2");
}

#[tokio::test]
async fn members_change_teams_and_captains_change() {
    let (database, _) = with_cup().await;
    let exchanged = cup_with(|cup| {
        cup["teams"][0] = json!({"name": "Reds", "initials": "R", "captain": "Cy", "members": ["Cy", "Bo"]});
        cup["teams"][1] = json!({"name": "Blues", "initials": "B", "captain": "Ada", "members": ["Ada"]});
    });
    let done = applied(&database, &exchanged).await;
    assert_eq!(done, ["team_member_add", "team_member_add", "team_captain_set", "team_captain_set"]);
    assert_eq!(teams(&database).await, "Reds:Bo Reds:Cy! Blues:Ada!");
    let within = cup_with(|cup| {
        cup["teams"][0] = json!({"name": "Reds", "initials": "RD", "captain": "Bo", "members": ["Cy", "Bo"]});
        cup["teams"][1] = json!({"name": "Blues", "initials": "B", "members": []});
    });
    let done = applied(&database, &within).await;
    assert_eq!(done, ["team_update", "team_member_remove", "team_captain_set", "team_captain_unset"]);
    assert_eq!(teams(&database).await, "Reds:Bo! Reds:Cy");
    // A team that goes leaves its members to another.
    let others = cup_with(|cup| {
        cup["teams"] = json!([{"name": "Greens", "initials": "G", "captain": "Cy", "members": ["Cy", "Bo", "Ada"]}]);
    });
    apply(&database, &others, true).await.unwrap();
    assert_eq!(teams(&database).await, "Greens:Ada Greens:Bo Greens:Cy!");
    assert_eq!(stored(&database, "cup").await.teams.len(), 1);
}
