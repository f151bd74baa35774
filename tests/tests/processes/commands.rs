//! The subcommands.

use serde_json::Value;
use tests::Database;

use crate::program::Program;

/// Every variable of the environment that means something.
const VARIABLES: [&str; 24] = [
    "CORS_ORIGINS",
    "DATABASE_MAX_CONNECTIONS",
    "DATABASE_URL",
    "DATA_DIR",
    "ENVIRONMENT",
    "LISTENER_ENABLED",
    "LISTEN_DATABASE_URL",
    "LOG_LEVEL",
    "METRICS_ADDR",
    "MIGRATE_ON_START",
    "POLLING_ENABLED",
    "POLL_LIVE_SECONDS",
    "POLL_MATCHES_SECONDS",
    "POLL_REFERENCE_SECONDS",
    "POLL_STATS_SECONDS",
    "POLL_TWITCH_SECONDS",
    "POLL_YOUTUBE_SECONDS",
    "PORT",
    "REVISION",
    "TWITCH_CLIENT_ID",
    "TWITCH_CLIENT_SECRET",
    "UPSTREAM_BASE_URL",
    "UPSTREAM_CONTACT",
    "YOUTUBE_API_KEY",
];

#[tokio::test]
async fn help_names_every_variable_and_no_secret() {
    let program = Program::new("aoe2-standings").arg("--help");
    let program = program.set("TWITCH_CLIENT_SECRET", "hush").set("YOUTUBE_API_KEY", "hush");
    let (code, said) = program.set("DATABASE_URL", "postgres://somebody:hush@localhost/x").finish().await;
    assert_eq!(code, 0);
    for name in VARIABLES {
        assert!(said.contains(&format!("[env: {name}")), "{name} is not in {said}");
    }
    for subcommand in ["serve", "migrate", "openapi", "demo"] {
        assert!(said.contains(&format!("\n  {subcommand} ")), "{subcommand} is not in {said}");
    }
    assert!(!said.contains("hush"), "{said}");
}

#[tokio::test]
async fn openapi_prints_the_document_and_nothing_else() {
    let (code, said) = Program::new("aoe2-standings").arg("openapi").finish().await;
    assert_eq!(code, 0);
    let document: Value = serde_json::from_str(&said).expect("JSON alone");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/v1/stream"].is_object());
}

#[tokio::test]
async fn migrate_brings_an_empty_database_up_to_date_and_may_be_repeated() {
    let database = Database::empty("migrated_by_hand").await;
    for _ in 0..2 {
        let program = Program::new("aoe2-standings").arg("migrate").set("ENVIRONMENT", "production");
        let (code, said) = program.set("DATABASE_URL", &database.url).finish().await;
        assert_eq!(code, 0, "{said}");
        assert_eq!(database.value::<i64>("select count(*) from tournaments").await, 0);
    }
}

#[tokio::test]
async fn migrate_says_when_there_is_no_database() {
    let program = Program::new("aoe2-standings").arg("migrate");
    let (code, said) = program.set("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/nothing").finish().await;
    assert_ne!(code, 0);
    assert!(said.contains("database") && !said.contains("secret"), "{said}");
}
