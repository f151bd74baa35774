//! What is deleted with a tournament, a stage, a series or a decision, and that those who take part cannot be deleted.

use domain::id::EntryId;
use store::Error;
use tests::Database;

use super::{super::constraints::refusal, filled, run};

const OWN: &str = "select format('%s %s %s %s %s %s %s %s %s',
    (select count(*) from stages), (select count(*) from stage_participants), (select count(*) from stage_rounds),
    (select count(*) from stage_byes), (select count(*) from stage_adjustments), (select count(*) from stage_ties),
    (select count(*) from series), (select count(*) from series_game_decisions), (select count(*) from series_games))";

#[tokio::test]
async fn a_tournament_takes_its_stages_and_series_along() {
    let database = Database::fresh().await;
    let cup = filled(&database, "cup").await;
    filled(&database, "other").await;
    assert_eq!(database.value::<String>(OWN).await, "2 4 2 2 2 4 2 2 4");
    // As a host deletes it.
    let mut tx = database.pool.begin().await.unwrap();
    sqlx::query("delete from tournaments where id = $1").bind(cup.id.0).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(database.value::<String>(OWN).await, "1 2 1 1 1 2 1 1 2");
}

#[tokio::test]
async fn a_stage_a_series_a_round_and_a_decision_take_their_own_along() {
    let database = Database::fresh().await;
    filled(&database, "cup").await;
    run(&database, "delete from series_game_decisions").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 1 1 1 2 1 0 1", "the game is gone with the decision");
    run(&database, "delete from stage_rounds").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 0 0 1 2 1 0 1");
    run(&database, "delete from series").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 0 0 1 2 0 0 0");
    run(&database, "delete from stages").await;
    assert_eq!(database.value::<String>(OWN).await, "0 0 0 0 0 0 0 0 0");
}

#[tokio::test]
async fn who_takes_part_stays() {
    let database = Database::fresh().await;
    let cup = filled(&database, "cup").await;
    let [one, two, three] = cup.entries;
    let delete = |entry: EntryId| format!("delete from tournament_players where id = {entry}");
    for entry in [one, two] {
        assert_eq!(refusal(&database, &delete(entry)).await, "stage_participants_entry");
    }
    run(&database, &delete(three)).await;
    let [red, blue] = cup.teams;
    run(&database, &cup.series("first_team_id, second_team_id", &format!("{red}, {blue}"))).await;
    let mut tx = database.pool.begin().await.unwrap();
    let gone = sqlx::query("delete from teams where id = $1").bind(blue.0).execute(&mut *tx).await;
    let error = Error::from(gone.unwrap_err());
    assert!(matches!(&error, Error::ForeignKeyViolation(constraint) if constraint == "series_second_team"), "{error}");
}
