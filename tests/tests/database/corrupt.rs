//! What the schema allows in no row, after somebody changed the schema by hand: reads say so instead of guessing.

use domain::id::MatchId;
use store::{
    Error, Snapshot,
    read::{self, matches::Filter},
};
use tests::{
    Database,
    tournament::{create, enter, tournament},
};

use super::samples::{duel, noon};

fn column(error: Error) -> (&'static str, String) {
    match error {
        Error::Corrupt { column, value } => (column, value),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn no_read_turns_a_name_of_nothing_into_something() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    enter(&database.pool, id, "One", Some(10)).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::matches::save(&mut tx, &[duel(1, 10, 11)], noon()).await.unwrap();
    tx.commit().await.unwrap();
    let one = async || {
        let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
        read::matches::one(&mut snapshot, id, MatchId(1)).await
    };
    assert!(one().await.unwrap().is_some());

    database.run("alter table match_players drop constraint match_players_outcome_check").await;
    database.run("update match_players set outcome = 'draw' where profile_id = 10").await;
    assert_eq!(column(one().await.unwrap_err()), ("outcome", "draw".to_owned()));
    database.run("update match_players set outcome = 'win' where profile_id = 10").await;

    database.run("alter table matches drop constraint matches_state_check, drop constraint matches_completed").await;
    database.run("update matches set state = 'paused'").await;
    assert_eq!(column(one().await.unwrap_err()), ("state", "paused".to_owned()));
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let listed = read::matches::list(&mut snapshot, id, Filter::default(), 50).await;
    assert_eq!(column(listed.unwrap_err()), ("state", "paused".to_owned()));

    database.run("alter table tournaments drop constraint tournaments_rank_by_check").await;
    database.run("update tournaments set rank_by = 'age'").await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let found = read::tournaments::one(&mut snapshot, id).await;
    assert_eq!(column(found.unwrap_err()), ("rank_by", "age".to_owned()));
}
