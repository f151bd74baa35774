//! What the schema refuses about rosters and teams.

use domain::{
    id::{EntryId, ProfileId, TeamId, TournamentId},
    roster::Presentation,
};
use store::{Error, roster, teams};
use tests::{
    Database,
    tournament::{create, enter, team, tournament},
};

use super::constraints::{refusal, refused_by};

async fn try_enter(database: &Database, to: TournamentId, name: &str, profile: Option<i64>) -> Result<EntryId, Error> {
    let mut tx = database.pool.begin().await.unwrap();
    let id = roster::add(&mut tx, to, name, profile.map(ProfileId), &Presentation::new()).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

async fn try_join(
    database: &Database,
    team: (TournamentId, TeamId),
    entry: EntryId,
    is_captain: bool,
) -> Result<(), Error> {
    let mut tx = database.pool.begin().await.unwrap();
    let statement = "insert into team_members (tournament_id, team_id, tournament_player_id, is_captain)
        values ($1, $2, $3, $4)";
    let member = sqlx::query(statement).bind(team.0.0).bind(team.1.0).bind(entry.0).bind(is_captain);
    member.execute(&mut *tx).await?;
    tx.commit().await.unwrap();
    Ok(())
}

fn taken(error: &Error, by: &str) -> bool {
    matches!(error, Error::UniqueViolation(constraint) if constraint == by)
}

#[tokio::test]
async fn entries_are_numbered_above_every_profile() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    assert_eq!(enter(&database.pool, id, "One", None).await, EntryId::FIRST);
    assert_eq!(enter(&database.pool, id, "Two", None).await.0, 10_000_000_001);
    let below = refusal_of_restart(&database).await;
    assert!(below.contains("MINVALUE"), "{below}");
}

async fn refusal_of_restart(database: &Database) -> String {
    let restart = sqlx::query("alter sequence tournament_players_id_seq restart with 5").execute(&database.pool).await;
    restart.expect_err("numbers below are profiles'").to_string()
}

#[tokio::test]
async fn a_name_is_on_a_roster_once() {
    let database = Database::fresh().await;
    let (one, two) =
        (create(&database.pool, &tournament("one")).await, create(&database.pool, &tournament("two")).await);
    try_enter(&database, one, "Ada", None).await.unwrap();
    let error = try_enter(&database, one, "Ada", None).await.expect_err("taken");
    assert!(taken(&error, "tournament_players_name_key"), "{error:?}");
    try_enter(&database, two, "Ada", None).await.expect("on another roster it is free");
}

#[tokio::test]
async fn an_account_is_on_a_roster_once_and_no_account_any_number_of_times() {
    let database = Database::fresh().await;
    let (one, two) =
        (create(&database.pool, &tournament("one")).await, create(&database.pool, &tournament("two")).await);
    try_enter(&database, one, "Ada", Some(10)).await.unwrap();
    let error = try_enter(&database, one, "Bob", Some(10)).await.expect_err("taken");
    assert!(taken(&error, "tournament_players_profile_key"), "{error:?}");
    try_enter(&database, two, "Bob", Some(10)).await.expect("on another roster it is free");
    for name in ["Cat", "Dan", "Eve"] {
        try_enter(&database, one, name, None).await.expect("unlinked");
    }
}

#[tokio::test]
async fn an_entrys_fields_have_bounds() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    for length in [0, 65] {
        let error = try_enter(&database, id, &"ü".repeat(length), None).await.expect_err("a bad length");
        assert!(refused_by(&error, "tournament_players_name_check"), "{error}");
    }
    for length in [1, 64] {
        try_enter(&database, id, &"ü".repeat(length), None).await.unwrap();
    }
    for profile in [0, -1] {
        let error = try_enter(&database, id, "Ada", Some(profile)).await.expect_err("no account");
        assert!(refused_by(&error, "tournament_players_profile_id_check"), "{error}");
    }
    let edit = "update tournament_players set presentation = '[]'";
    assert_eq!(refusal(&database, edit).await, "tournament_players_presentation_check");
    let error = try_enter(&database, TournamentId(99), "Ada", None).await.expect_err("no tournament");
    assert!(refused_by(&error, "tournament_players_tournament_id_fkey"), "{error}");
}

#[tokio::test]
async fn a_teams_fields_have_bounds() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    let add = async |name: &str, initials: &str| {
        let mut tx = database.pool.begin().await.unwrap();
        let added = teams::add(&mut tx, id, name, initials).await;
        tx.commit().await.unwrap();
        added
    };
    add(&"ü".repeat(200), &"ü".repeat(8)).await.unwrap();
    for (name, initials, constraint) in [
        ("", "R", "teams_name_check"),
        (&"x".repeat(201), "R", "teams_name_check"),
        ("Red", "", "teams_initials_check"),
        ("Red", "123456789", "teams_initials_check"),
    ] {
        let error = add(name, initials).await.expect_err("out of bounds");
        assert!(refused_by(&error, constraint), "{error}");
    }
}

#[tokio::test]
async fn an_entry_is_on_one_team() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    let entry = enter(&database.pool, id, "One", None).await;
    let red = team(&database.pool, id, "Red", &[entry]).await;
    let blue = team(&database.pool, id, "Blue", &[]).await;
    for team in [red, blue] {
        let error = try_join(&database, (id, team), entry, false).await.expect_err("taken");
        assert!(taken(&error, "team_members_pkey"), "{error:?}");
    }
}

#[tokio::test]
async fn a_team_has_at_most_one_captain() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    let (one, two) = (enter(&database.pool, id, "One", None).await, enter(&database.pool, id, "Two", None).await);
    let three = enter(&database.pool, id, "Three", None).await;
    let red = team(&database.pool, id, "Red", &[one]).await;
    let blue = team(&database.pool, id, "Blue", &[]).await;
    let error = try_join(&database, (id, red), two, true).await.expect_err("there is one");
    assert!(taken(&error, "team_members_one_captain"), "{error:?}");
    try_join(&database, (id, red), two, false).await.expect("any number of others");
    try_join(&database, (id, blue), three, true).await.expect("another team's");
}

#[tokio::test]
async fn an_entry_and_its_team_are_of_the_same_tournament() {
    let database = Database::fresh().await;
    let (one, two) =
        (create(&database.pool, &tournament("one")).await, create(&database.pool, &tournament("two")).await);
    let entry = enter(&database.pool, one, "One", None).await;
    let theirs = team(&database.pool, two, "Theirs", &[]).await;
    for (tournament, constraint) in [
        (one, "team_members_tournament_id_team_id_fkey"),
        (two, "team_members_tournament_id_tournament_player_id_fkey"),
    ] {
        let error = try_join(&database, (tournament, theirs), entry, false).await.expect_err("strangers");
        assert!(refused_by(&error, constraint), "{error}");
    }
}
