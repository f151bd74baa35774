//! Names that accounts are found by: noted by whoever writes an alias, once each, and read from indexes.

use std::time::{Duration, Instant};

use domain::id::ProfileId;
use sqlx::{Connection as _, PgConnection};
use store::{
    Pool, Snapshot,
    read::account_search::{AccountQuery, find},
};
use tests::Database;

/// The names of the table, in order.
async fn names(database: &Database) -> Vec<String> {
    sqlx::query_scalar("select profile_id || ' ' || folded || ' ' || name from account_names order by 1")
        .fetch_all(&database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_name_is_noted_once_whoever_writes_it() {
    let database = Database::fresh().await;
    database
        .run("insert into players (profile_id, alias, updated_at) values (1, 'Ánna', now()), (2, null, now())")
        .await;
    database.run("insert into profile_aliases values (1, 'ANNA'), (3, 'Carl')").await;
    database.run("update players set alias = 'Anneliese' where profile_id = 1").await;
    database.run("update players set alias = 'Bert' where profile_id = 2").await;
    database
        .run("insert into profile_aliases values (3, 'Karl'), (4, 'Dora') on conflict (profile_id) do update set alias = excluded.alias")
        .await;
    let due = ["1 anna Ánna", "1 anneliese Anneliese", "2 bert Bert", "3 carl Carl", "3 karl Karl", "4 dora Dora"];
    assert_eq!(names(&database).await, due);
    database.run("delete from players").await;
    assert_eq!(names(&database).await, due, "who was seen stays to be found");
}

#[tokio::test]
async fn no_alias_is_too_long_or_too_odd_to_be_written() {
    let database = Database::fresh().await;
    database
        .run(
            "insert into profile_aliases
            values (1, repeat('x', 100000)), (2, repeat('\u{fdfa}', 10000)), (3, '\u{301}\u{200b}'), (4, ' '),
                (5, repeat('🏰', 5000))",
        )
        .await;
    let lengths: Vec<i32> = sqlx::query_scalar("select char_length(folded) from account_names order by profile_id")
        .fetch_all(&database.pool)
        .await
        .unwrap();
    assert_eq!(lengths, [100, 100, 100], "a name that shows nothing is none");
}

#[tokio::test]
async fn case_is_folded_in_the_alphabets_that_names_are_written_in() {
    let database = Database::fresh().await;
    for (name, folded) in [
        ("TheViper", "theviper"),
        ("ÅÇÑ Öß Æ Ø Ł İı", "acn oss ae o l ii"),
        ("ЁЖИК Йод", "ежик иод"),
        ("ΣΟΦΌΣ σοφός", "σοφοσ σοφοσ"),
        ("ԱՐԱՄ", "արամ"),
        ("𝓗𝓮𝓻𝓪 ＡｏＥ", "hera aoe"),
        ("  two \t\u{3000} words ", "two words"),
        ("老虎", "老虎"),
    ] {
        let is: String =
            sqlx::query_scalar("select folded_name($1)").bind(name).fetch_one(&database.pool).await.unwrap();
        assert_eq!(is, folded, "{name}");
    }
}

/// A hundred thousand accounts, and some with names of a kind; the plans of later connections are made for any
/// parameters.
async fn crowd() -> Database {
    let database = Database::fresh().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(&mut connection).await.unwrap();
    for statement in [
        "insert into profile_aliases
            select number, (array['Ali', 'Lord ', 'xX', 'Der '])[1 + number % 4] || md5(number::text)
            from generate_series(1, 100000) number"
            .to_owned(),
        "insert into profile_aliases values
            (200001, 'Zwölfkämpfer'), (200002, 'Der Zwolfte'), (200003, '老虎王')"
            .to_owned(),
        "analyze".to_owned(),
        format!("alter database {name} set plan_cache_mode = force_generic_plan"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    database
}

/// Rows that were read by scans of whole tables, and entries of indexes that were read. A connection tells what it did
/// when it goes.
async fn counted(database: &Database) -> (i64, i64) {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let alone = "select count(*) from pg_stat_activity where datname = current_database()";
    let asked = Instant::now();
    while sqlx::query_scalar::<_, i64>(alone).fetch_one(&mut connection).await.unwrap() > 1 {
        assert!(asked.elapsed() < Duration::from_secs(30), "connections stay");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let sums = "select
        (select coalesce(sum(seq_tup_read), 0)::bigint from pg_stat_user_tables),
        (select coalesce(sum(idx_tup_read), 0)::bigint from pg_stat_user_indexes)";
    let sums = sqlx::query_as(sums).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    sums
}

/// The accounts whose names fit.
async fn search(pool: &Pool, text: &str) -> Vec<i64> {
    let mut snapshot = Snapshot::take(pool).await.unwrap();
    let number = text.parse().ok().map(ProfileId);
    let found = find(&mut snapshot, &AccountQuery { number, name: Some(text.to_owned()) }, 20).await.unwrap();
    found.iter().map(|account| account.shown.profile_id.0).collect()
}

#[tokio::test]
async fn among_a_hundred_thousand_accounts_a_search_scans_no_table() {
    let database = crowd().await;
    let (scanned_before, indexed_before) = counted(&database).await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    assert_eq!(search(&pool, "zwolf").await, [200_001, 200_002]);
    assert_eq!(search(&pool, "ZWÖLF").await, [200_001, 200_002]);
    assert_eq!(search(&pool, "zwölfkampfer").await, [200_001]);
    assert_eq!(search(&pool, "kampf").await, [200_001]);
    assert_eq!(search(&pool, "虎王").await, [200_003]);
    assert_eq!(search(&pool, "77").await[0], 77);
    assert_eq!(search(&pool, "der").await.len(), 20);
    assert_eq!(search(&pool, "li").await.len(), 20);
    assert_eq!(search(&pool, "q").await, [0; 0]);
    drop(pool);
    let (scanned, indexed) = counted(&database).await;
    let (scanned, indexed) = (scanned - scanned_before, indexed - indexed_before);
    assert!(indexed > 0, "what is read is counted");
    assert!(scanned < 1_000, "{scanned} rows");
}
