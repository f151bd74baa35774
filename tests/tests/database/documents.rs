//! Documents applied to a real database: what each change does, that nothing is written twice, and that names, accounts
//! and captains can be exchanged.

mod generated;
mod interrupted;
mod stages;

use domain::document::{CheckedDocument, Document, Plan};
use serde_json::{Value, json};
use store::documents::{self, Applied, ApplyError};
use tests::{Database, TestClock, outbox::Outbox, service::NOW};

const OWNER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
const OTHER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0002";

pub(super) fn checked(document: Value) -> CheckedDocument {
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

pub(super) async fn apply(database: &Database, document: &CheckedDocument, prune: bool) -> Result<Applied, ApplyError> {
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

pub(super) async fn stored(database: &Database, slug: &str) -> Document {
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
