//! What goes along with what: a tournament takes everything that is its own, and nothing that was polled.

use domain::id::TournamentId;
use tests::{
    Database,
    tournament::{create, enter, team, tournament},
};

use super::samples::{alias, duel, lobby, noon, replace_live, stats};

/// Two tournaments alike, with everything a tournament can have and everything that can be polled.
async fn two_tournaments() -> (Database, TournamentId) {
    let database = Database::fresh().await;
    let mut first = None;
    for slug in ["one", "two"] {
        let id = create(&database.pool, &tournament(slug)).await;
        first.get_or_insert(id);
        let ada = enter(&database.pool, id, "Ada", Some(10)).await;
        let bob = enter(&database.pool, id, "Bob", Some(11)).await;
        team(&database.pool, id, "Red", &[ada, bob]).await;
    }
    database
        .run("insert into tournament_owners (tournament_id, user_id) select id, gen_random_uuid() from tournaments")
        .await;
    database.run("insert into live_streams select id, 'twitch' from tournament_players").await;
    database.run("insert into host_live_streams select id, 'https://twitch.tv/host' from tournaments").await;
    let mut tx = database.pool.begin().await.unwrap();
    store::stats::save(&mut tx, &[stats(10), stats(11)], noon()).await.unwrap();
    store::matches::save(&mut tx, &[duel(1, 10, 11), duel(2, 10, 12)], noon()).await.unwrap();
    store::matches::save_aliases(&mut tx, &[alias(10, "Ada")]).await.unwrap();
    replace_live(&mut tx, &[lobby(3, &[10, 11])], noon()).await;
    tx.commit().await.unwrap();
    (database, first.unwrap())
}

const OWN: &str = "select format('%s %s %s %s %s %s %s',
    (select count(*) from tournaments), (select count(*) from tournament_players), (select count(*) from teams),
    (select count(*) from team_members), (select count(*) from tournament_owners),
    (select count(*) from live_streams), (select count(*) from host_live_streams))";

const POLLED: &str = "select format('%s %s %s %s %s %s %s',
    (select count(*) from players), (select count(*) from player_ratings),
    (select count(*) from player_rating_snapshots), (select count(*) from profile_aliases),
    (select count(*) from matches), (select count(*) from match_players), (select count(*) from live_match_players))";

#[tokio::test]
async fn a_tournament_takes_its_own_along_and_leaves_what_was_polled() {
    let (database, id) = two_tournaments().await;
    assert_eq!(database.value::<String>(OWN).await, "2 4 2 4 2 4 2");
    let polled: String = database.value(POLLED).await;
    assert_eq!(polled, "2 4 4 1 3 4 2");
    sqlx::query("delete from tournaments where id = $1").bind(id.0).execute(&database.pool).await.unwrap();
    assert_eq!(database.value::<String>(OWN).await, "1 2 1 2 1 2 1");
    assert_eq!(database.value::<String>(POLLED).await, polled);
}

#[tokio::test]
async fn a_tournament_takes_its_exclusions_along_and_a_match_does_not() {
    let (database, id) = two_tournaments().await;
    let exclude = "insert into match_exclusions select id, 1, 'A restart.', gen_random_uuid(), now() from tournaments";
    database.run(exclude).await;
    database.run("delete from matches where match_id = 1").await;
    let left = "select count(*) from match_exclusions";
    assert_eq!(database.value::<i64>(left).await, 2, "a poll may find the match again");
    sqlx::query("delete from tournaments where id = $1").bind(id.0).execute(&database.pool).await.unwrap();
    assert_eq!(database.value::<i64>(left).await, 1);
}

#[tokio::test]
async fn an_entry_takes_its_membership_and_broadcast_along() {
    let (database, _) = two_tournaments().await;
    database.run("delete from tournament_players where name = 'Ada'").await;
    assert_eq!(database.value::<String>(OWN).await, "2 2 2 2 2 2 2");
}

#[tokio::test]
async fn a_team_takes_its_memberships_along_and_leaves_the_entries() {
    let (database, id) = two_tournaments().await;
    sqlx::query("delete from teams where tournament_id = $1").bind(id.0).execute(&database.pool).await.unwrap();
    assert_eq!(database.value::<String>(OWN).await, "2 4 1 2 2 4 2");
}

#[tokio::test]
async fn a_match_takes_its_players_along() {
    let (database, _) = two_tournaments().await;
    database.run("delete from matches where match_id in (1, 3)").await;
    assert_eq!(database.value::<String>(POLLED).await, "2 4 4 1 1 2 0");
}

#[tokio::test]
async fn an_account_takes_its_ratings_along_and_observations_stay() {
    let (database, _) = two_tournaments().await;
    database.run("delete from players where profile_id = 10").await;
    assert_eq!(database.value::<String>(POLLED).await, "1 2 4 1 3 4 2");
}
