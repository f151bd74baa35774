//! What the schema refuses about tournaments, and what it makes impossible in what is polled.

use domain::id::{TournamentId, UserId};
use sqlx::AssertSqlSafe;
use store::{Error, Tx, tournaments};
use tests::{
    Database,
    tournament::{create, tournament, window},
};

use super::samples::at;

async fn try_create(database: &Database, new: &tournaments::NewTournament) -> Result<TournamentId, Error> {
    let mut tx: Tx = database.pool.begin().await.unwrap();
    let id = tournaments::create(&mut tx, new, UserId(uuid::Uuid::from_u128(1))).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

/// The constraint that refuses `statement`.
pub(crate) async fn refusal(database: &Database, statement: &str) -> String {
    let refused = sqlx::query(AssertSqlSafe(statement)).execute(&database.pool).await;
    let Err(sqlx::Error::Database(error)) = refused else { panic!("{statement} was let through: {refused:?}") };
    error.constraint().unwrap_or_else(|| panic!("{error}")).to_owned()
}

pub(crate) fn refused_by(error: &Error, constraint: &str) -> bool {
    match error {
        Error::Refused(_) => error.to_string().contains(&format!("constraint \"{constraint}\"")),
        Error::ForeignKeyViolation(violated) => violated == constraint,
        _ => false,
    }
}

#[tokio::test]
async fn a_window_may_be_open_or_a_moment_but_not_backwards() {
    let database = Database::fresh().await;
    let (one, two) = (Some("2026-06-01T18:00:00Z"), Some("2026-06-01T18:00:01Z"));
    for (number, (start, end)) in
        [(None, None), (one, None), (None, one), (one, one), (one, two)].into_iter().enumerate()
    {
        let mut new = tournament(&format!("cup-{number}"));
        new.window = window(start, end);
        try_create(&database, &new).await.unwrap();
    }
    let mut backwards = tournament("backwards");
    backwards.window = window(two, one);
    let error = try_create(&database, &backwards).await.expect_err("backwards");
    assert!(refused_by(&error, "tournaments_window_order"), "{error}");
}

#[tokio::test]
async fn a_slug_is_lower_case_words_joined_by_hyphens() {
    let database = Database::fresh().await;
    for slug in ["a", "7", "a-b", "a--b", "2026-summer-cup", "currently", &"x".repeat(64)] {
        try_create(&database, &tournament(slug)).await.unwrap_or_else(|error| panic!("{slug:?}: {error}"));
    }
    let long = "x".repeat(65);
    for slug in ["", "-", "-a", "a-", "A", "ä", "a b", "a_b", "a/b", "a.b", "a\n", "\na", "current", &long] {
        let error = try_create(&database, &tournament(slug)).await.expect_err(slug);
        assert!(refused_by(&error, "tournaments_slug_form"), "{slug:?}: {error}");
    }
}

#[tokio::test]
async fn an_exclusion_has_a_reason_of_one_to_five_hundred_characters_and_a_match_one_of_them() {
    let database = Database::fresh().await;
    create(&database.pool, &tournament("cup")).await;
    let insert = |number: i64, length: i64| {
        format!(
            "insert into match_exclusions
            select id, {number}, repeat('ü', {length}), gen_random_uuid(), now() from tournaments"
        )
    };
    for (number, length) in [(1, 1), (2, 500)] {
        sqlx::query(AssertSqlSafe(insert(number, length))).execute(&database.pool).await.unwrap();
    }
    for length in [0, 501] {
        assert_eq!(refusal(&database, &insert(3, length)).await, "match_exclusions_reason_length");
    }
    assert_eq!(refusal(&database, &insert(1, 1)).await, "match_exclusions_pkey");
}

#[tokio::test]
async fn a_tournaments_name_has_one_to_two_hundred_characters() {
    let database = Database::fresh().await;
    for (number, length) in [1, 200].into_iter().enumerate() {
        let mut new = tournament(&format!("cup-{number}"));
        new.name = "ü".repeat(length);
        try_create(&database, &new).await.unwrap();
    }
    for length in [0, 201] {
        let mut new = tournament("refused");
        new.name = "ü".repeat(length);
        let error = try_create(&database, &new).await.expect_err("a bad length");
        assert!(refused_by(&error, "tournaments_name_length"), "{error}");
    }
}

#[tokio::test]
async fn a_slug_is_taken_once() {
    let database = Database::fresh().await;
    create(&database.pool, &tournament("cup")).await;
    let error = try_create(&database, &tournament("cup")).await.expect_err("taken");
    assert!(matches!(&error, Error::UniqueViolation(constraint) if constraint == "tournaments_slug_key"), "{error:?}");
}

#[tokio::test]
async fn a_tournaments_other_fields_have_bounds() {
    let database = Database::fresh().await;
    create(&database.pool, &tournament("cup")).await;
    for (edit, constraint) in [
        ("leaderboard_id = 0", "tournaments_leaderboard_id_check"),
        ("rank_by = 'luck'", "tournaments_rank_by_check"),
        ("prize_pool_cents = -1", "tournaments_prize_pool_cents_check"),
        ("host_stream_urls = '{1,2,3,4,5,6}'", "tournaments_host_stream_urls_check"),
        ("presentation = '[]'", "tournaments_presentation_check"),
    ] {
        assert_eq!(refusal(&database, &format!("update tournaments set {edit}")).await, constraint);
    }
    let mut new = tournament("free");
    (new.prize_pool_cents, new.window) = (Some(0), window(None, None));
    try_create(&database, &new).await.unwrap();
}

#[tokio::test]
async fn a_nudge_is_for_everybody_or_somebody_and_of_a_known_kind() {
    let database = Database::fresh().await;
    let insert = "insert into nudges (event, polled_at, tournament_ids) values";
    assert_eq!(refusal(&database, &format!("{insert} ('live', now(), '{{}}')")).await, "nudges_tournament_ids_check");
    assert_eq!(refusal(&database, &format!("{insert} ('rumour', now(), null)")).await, "nudges_event_check");
    database.run("insert into nudges (event, polled_at) values ('live', now()), ('matches', now())").await;
}

#[tokio::test]
async fn a_match_is_completed_when_it_has_an_end_and_only_then() {
    let database = Database::fresh().await;
    let insert = "insert into matches (match_id, matchtype_id, map_name, started_at, updated_at, state, completed_at)
        values (1, 6, 'Arabia', now(), now(),";
    for contradiction in ["'completed', null", "'in_progress', now()", "'staging', now()"] {
        assert_eq!(refusal(&database, &format!("{insert} {contradiction})")).await, "matches_completed");
    }
    assert_eq!(refusal(&database, &format!("{insert} 'paused', null)")).await, "matches_state_check");
    database
        .run(
            "insert into matches (match_id, matchtype_id, map_name, started_at, updated_at, state, completed_at)
            values (1, 6, 'A', now(), now(), 'completed', now()), (2, 6, 'A', now(), now(), 'in_progress', null),
                (3, 6, 'A', now(), now(), 'staging', null)",
        )
        .await;
}

#[tokio::test]
async fn a_peak_is_never_below_the_current_rating() {
    let database = Database::fresh().await;
    database.run("insert into players (profile_id, updated_at) values (10, now())").await;
    let below = "insert into player_ratings values (10, 3, 1500, 1499, 0, 0, 0, 0, 1, 1, 1, 1, null, now())";
    assert_eq!(refusal(&database, below).await, "player_ratings_peak");
    database.run("insert into player_ratings values (10, 3, 1500, 1500, 0, 0, 0, 0, 1, 1, 1, 1, null, now())").await;
}

#[tokio::test]
async fn there_is_one_lease_and_an_answer_is_kept_once() {
    let database = Database::fresh().await;
    let lease = "insert into worker_lease (id, holder, epoch, expires_at) values";
    assert_eq!(refusal(&database, &format!("{lease} (false, 'two', 1, now())")).await, "worker_lease_id_check");
    database.run("insert into worker_lease (holder, epoch, expires_at) values ('one', 1, now())").await;
    assert_eq!(refusal(&database, &format!("{lease} (true, 'two', 1, now())")).await, "worker_lease_pkey");
    let answer = "insert into idempotency_keys (user_id, key, fingerprint, status, body)
        select uuid_in(md5('a')::cstring), uuid_in(md5('b')::cstring), '',";
    assert_eq!(refusal(&database, &format!("{answer} 500, ''")).await, "idempotency_keys_status_check");
    sqlx::query(AssertSqlSafe(format!("{answer} 201, ''"))).execute(&database.pool).await.unwrap();
    assert_eq!(refusal(&database, &format!("{answer} 201, ''")).await, "idempotency_keys_pkey");
}

#[tokio::test]
async fn instants_are_kept_to_the_microsecond() {
    let database = Database::fresh().await;
    let mut new = tournament("cup");
    new.window.start = Some(at("2026-06-01T18:00:00.123456Z"));
    create(&database.pool, &new).await;
    let micros: String = database.value("select to_char(start_date at time zone 'UTC', 'US') from tournaments").await;
    assert_eq!(micros, "123456");
}
