//! Retention: what is old is deleted, and nothing else.

use domain::matches::Match;
use tests::{
    Database,
    tournament::{create, enter, tournament},
};

use super::samples::{alias, duel, lobby, noon, replace_live, stats};

async fn delete_expired(database: &Database) {
    let mut tx = database.pool.begin().await.unwrap();
    store::retention::delete_expired(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// The values of the first column, as text, in order.
async fn left(database: &Database, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query).fetch_all(&database.pool).await.unwrap()
}

#[tokio::test]
async fn nudges_go_after_an_hour() {
    let database = Database::fresh().await;
    database
        .run(
            "insert into nudges (event, polled_at, created_at)
            select 'live', now(), now() - age from unnest(array[
                interval '3 days', interval '62 minutes', interval '61 minutes', interval '59 minutes', interval '0'
            ]) age",
        )
        .await;
    for _ in 0..2 {
        delete_expired(&database).await;
        // The newest of the old ones stays: readers that have received nothing for an hour know it as the last one.
        assert_eq!(left(&database, "select id::text from nudges order by id").await, ["3", "4", "5"]);
    }
    database.run("update nudges set created_at = now() - interval '2 days'").await;
    delete_expired(&database).await;
    assert_eq!(left(&database, "select id::text from nudges").await, ["5"]);
}

#[tokio::test]
async fn answers_kept_for_retries_go_after_a_day() {
    let database = Database::fresh().await;
    database
        .run(
            "insert into idempotency_keys (user_id, key, fingerprint, status, body, created_at)
            select gen_random_uuid(), gen_random_uuid(), '', status, '', now() - age
            from unnest(array[200, 201, 202], array[interval '0', interval '23 hours', interval '25 hours'])
                as kept (status, age)",
        )
        .await;
    delete_expired(&database).await;
    assert_eq!(left(&database, "select status::text from idempotency_keys order by status").await, ["200", "201"]);
}

/// Six matches: 1 never became one, 2 still stands, 3 has players, 4 is over, 5 is young, 6 is over without players.
async fn six_matches(database: &Database) {
    let mut tx = database.pool.begin().await.unwrap();
    let lobbies = [lobby(1, &[10]), lobby(2, &[10]), lobby(3, &[10]), lobby(5, &[10])];
    replace_live(&mut tx, &lobbies, noon()).await;
    replace_live(&mut tx, &[lobby(2, &[10])], noon()).await;
    let unfinished = Match { completed_at: None, ..duel(3, 10, 11) };
    let empty = Match { players: Vec::new(), ..duel(6, 10, 11) };
    store::matches::save(&mut tx, &[unfinished, duel(4, 10, 11), empty], noon()).await.unwrap();
    tx.commit().await.unwrap();
    database
        .run(
            "update matches
            set updated_at = now() - case when match_id = 5 then interval '47 hours' else interval '49 hours' end",
        )
        .await;
}

#[tokio::test]
async fn lobbies_that_came_to_nothing_go_after_two_days() {
    let database = Database::fresh().await;
    six_matches(&database).await;
    delete_expired(&database).await;
    let matches = "select match_id::text from matches order by match_id";
    assert_eq!(left(&database, matches).await, ["2", "3", "4", "5", "6"]);
}

#[tokio::test]
async fn nothing_else_goes_however_old() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("kept")).await;
    enter(&database.pool, id, "One", Some(10)).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::stats::save(&mut tx, &[stats(10)], noon()).await.unwrap();
    store::matches::save_aliases(&mut tx, &[alias(10, "Ada")]).await.unwrap();
    tx.commit().await.unwrap();
    for statement in [
        "update tournaments set created_at = '2000-01-01'",
        "update tournament_players set created_at = '2000-01-01'",
        "update players set updated_at = '2000-01-01'",
        "update player_ratings set updated_at = '2000-01-01'",
        "update player_rating_snapshots set observed_at = '2000-01-01'",
        "insert into poll_status values ('stats', '2000-01-01')",
        "insert into worker_lease values (true, 'gone', 7, '2000-01-01')",
    ] {
        database.run(statement).await;
    }
    let counts = "select (select count(*) from tournaments) || ' ' || (select count(*) from tournament_players) || ' '
        || (select count(*) from players) || ' ' || (select count(*) from player_ratings) || ' '
        || (select count(*) from player_rating_snapshots) || ' ' || (select count(*) from profile_aliases) || ' '
        || (select count(*) from poll_status) || ' ' || (select epoch from worker_lease)";
    let before = left(&database, counts).await;
    delete_expired(&database).await;
    assert_eq!(before, ["1 1 1 2 2 1 1 7"]);
    assert_eq!(left(&database, counts).await, before);
}
