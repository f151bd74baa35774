//! Databases that cannot hold every name are refused before anything is written.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tests::{database::server, program::Program};

/// Makes a database with an encoding of its own.
async fn database_of(name: &str, encoding: &str) -> String {
    let mut operator = PgConnection::connect(&server().url("postgres")).await.unwrap();
    let create = format!("create database {name} encoding '{encoding}' locale 'C' template template0");
    sqlx::query(AssertSqlSafe(create)).execute(&mut operator).await.unwrap();
    server().url(name)
}

#[tokio::test]
async fn another_encoding_than_utf_8_is_refused_by_migrate_and_at_the_start() {
    for encoding in ["SQL_ASCII", "LATIN1"] {
        let url = database_of(&format!("with_{}", encoding.to_lowercase()), encoding).await;
        for arguments in [&["migrate"][..], &[]] {
            let program = Program::new("aoe2-standings").set("DATABASE_URL", &url).set("PORT", 0);
            let program = program.set("POLLING_ENABLED", "false").set("MIGRATE_ON_START", "false");
            let program = arguments.iter().fold(program, |program, argument| program.arg(argument));
            let (code, said) = program.finish().await;
            assert_eq!(code, 1, "{said}");
            assert!(said.contains(&format!("the database's encoding is {encoding}")), "{said}");
        }
        let mut visitor = PgConnection::connect(&url).await.unwrap();
        let tables: i64 = sqlx::query_scalar("select count(*) from pg_tables where schemaname = 'public'")
            .fetch_one(&mut visitor)
            .await
            .unwrap();
        assert_eq!(tables, 0);
    }
}
