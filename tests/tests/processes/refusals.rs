//! Processes with wrong settings or surroundings: each one says what is wrong.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use tests::Database;

use super::program::{Program, free_port};

/// Where no Postgres is.
const NOWHERE: &str = "postgres://nobody:secret@127.0.0.1:1/nothing";
/// Whom the upstream's operators may write to.
const CONTACT: &str = "ops@example.org";

fn service() -> Program {
    Program::new("aoe2-standings").set("DATABASE_URL", NOWHERE).set("UPSTREAM_BASE_URL", "http://127.0.0.1:1")
}

/// It ends with a message that has all of `words`, and says nothing it should not.
async fn refuses(program: Program, words: &[&str]) {
    let (code, said) = program.finish().await;
    assert_ne!(code, 0, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said:?}");
    }
    assert!(!said.contains("secret") && !said.contains("panicked"), "{said}");
}

#[tokio::test]
async fn a_taken_port_is_told() {
    for address in ["0.0.0.0", "127.0.0.1"] {
        let port = free_port();
        let _taken = std::net::TcpListener::bind((address, port)).unwrap();
        for environment in ["development", "production"] {
            let program = service().set("PORT", port).set("ENVIRONMENT", environment);
            let program = program.set("CORS_ORIGINS", "https://example.org").set("UPSTREAM_CONTACT", CONTACT);
            refuses(program, &[&port.to_string(), "PORT", "in use"]).await;
        }
    }
}

#[tokio::test]
async fn in_development_another_port_serves_while_the_default_is_taken() {
    // Somebody else may have it already, which is as good.
    let taken = std::net::TcpListener::bind(("0.0.0.0", 8_000));
    let mut running = service().start();
    let told = async {
        loop {
            let said = running.output();
            if let Some((_, rest)) = said.split_once("serving on ") {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                return digits.parse::<u16>().unwrap();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let port = tokio::time::timeout(Duration::from_secs(15), told).await.expect("it says which port it took");
    assert!((8_001..8_020).contains(&port), "{port}");
    running.port = port;
    running.wait_until_healthy().await;
    running.stop(Signal::TERM).await;
    assert!(running.output().contains("port 8000 is taken"), "{}", running.output());
    // Somebody else may have given it back by now.
    if taken.is_ok() {
        let program = service().set("ENVIRONMENT", "production").set("CORS_ORIGINS", "https://example.org");
        refuses(program.set("UPSTREAM_CONTACT", CONTACT), &["8000", "PORT"]).await;
    }
}

#[tokio::test]
async fn a_process_without_a_role_is_refused() {
    let idle = service().set("POLLING_ENABLED", "false").set("LISTENER_ENABLED", "false");
    refuses(idle, &["POLLING_ENABLED", "LISTENER_ENABLED"]).await;
}

#[tokio::test]
async fn settings_that_make_no_sense_are_told_by_name() {
    for (name, value) in [
        ("POLL_STATS_SECONDS", "often"),
        ("POLL_STATS_SECONDS", "0"),
        ("POLL_LIVE_SECONDS", "-1"),
        ("POLLING_ENABLED", "perhaps"),
        ("ENVIRONMENT", "moon"),
        ("PORT", "99999"),
        ("UPSTREAM_BASE_URL", "not a url"),
        ("DATABASE_MAX_CONNECTIONS", "many"),
        ("OTEL_TRACES_SAMPLE_RATIO", "1.5"),
        ("OTEL_ENABLED", "perhaps"),
        ("AUTH_JWKS_URL", "not a url"),
        ("DATABASE_URL", "mysql://nobody:secret@localhost/nothing"),
        ("LISTEN_DATABASE_URL", "mysql://nobody:secret@localhost/nothing"),
    ] {
        refuses(service().set(name, value), &[name]).await;
    }
}

/// Ready for production.
fn production(name: &str) -> Program {
    let program = Program::new(name).set("ENVIRONMENT", "production").set("PORT", free_port());
    let program = program.set("DATABASE_URL", NOWHERE).set("CORS_ORIGINS", "https://example.org");
    program.set("UPSTREAM_CONTACT", CONTACT)
}

#[tokio::test]
async fn production_is_told_all_it_lacks_at_once() {
    let nothing = Program::new("aoe2-standings").set("ENVIRONMENT", "production").set("PORT", free_port());
    refuses(nothing, &["ENVIRONMENT=production", "DATABASE_URL", "CORS_ORIGINS", "UPSTREAM_CONTACT"]).await;
    let program = production("aoe2-standings").set("DATABASE_URL", " ").set("CORS_ORIGINS", " ");
    let program = program.set("AUTH_JWKS_URL", "none").set("AUTH_API_BASE_URL", "none");
    refuses(program, &["DATABASE_URL", "CORS_ORIGINS", "AUTH_JWKS_URL", "AUTH_API_BASE_URL"]).await;
    let built_in = || production("aoe2-standings").set("BUILTIN_SIGN_IN", "true").set("AUTH_JWKS_URL", "none");
    refuses(built_in(), &["PUBLIC_BASE_URL"]).await;
    let program = built_in().set("AUTH_API_BASE_URL", "none").set("PUBLIC_BASE_URL", "https://cup.example.org");
    let mut alone = program.set("UPSTREAM_BASE_URL", "http://127.0.0.1:1").serve().await;
    alone.stop(Signal::TERM).await;
    let known = production("aoe2-standings").set("DATABASE_URL", "postgresql+asyncpg://postgres:postgres@db/standings");
    refuses(known, &["DATABASE_URL", "postgres:postgres@"]).await;
}

#[tokio::test]
async fn who_polls_in_production_says_for_whom() {
    for name in ["aoe2-standings", "poller"] {
        refuses(production(name).set("UPSTREAM_CONTACT", " "), &["UPSTREAM_CONTACT", "upstream"]).await;
    }
    let mut api = production("api").set("UPSTREAM_CONTACT", "").serve().await;
    api.stop(Signal::TERM).await;
}

#[tokio::test]
async fn a_worker_needs_no_origins_and_no_keys() {
    let program = ["AUTH_JWKS_URL", "AUTH_API_BASE_URL"]
        .into_iter()
        .fold(production("poller"), |program, name| program.set(name, "none"));
    let port = free_port();
    let mut running = program.set("PORT", port).set("UPSTREAM_BASE_URL", "http://127.0.0.1:1").start();
    running.port = port;
    // Without its database, too.
    running.wait_until_healthy().await;
    running.stop(Signal::TERM).await;
}

#[tokio::test]
async fn a_file_of_settings_counts_in_development_and_must_be_readable() {
    let folder = tempfile::tempdir().unwrap();
    let file = |text: &str| std::fs::write(folder.path().join(".env"), text).unwrap();
    file("POLLING_ENABLED=false\nLISTENER_ENABLED=false\n");
    refuses(service().set("PORT", free_port()).within(folder.path()), &["POLLING_ENABLED"]).await;
    file("PORT=8000\nthis is no setting\n");
    refuses(service().within(folder.path()), &[".env", "the line after PORT"]).await;
    // What cannot be read may be a password.
    file("SENTRY_DSN=a secret value\n");
    refuses(service().within(folder.path()), &[".env", "the first setting"]).await;
    let mut elsewhere = production("aoe2-standings").set("UPSTREAM_BASE_URL", "http://127.0.0.1:1");
    let port = free_port();
    elsewhere = elsewhere.set("PORT", port).within(folder.path());
    let mut running = elsewhere.start();
    running.port = port;
    running.wait_until_healthy().await;
    running.stop(Signal::TERM).await;
}

#[tokio::test]
async fn production_needs_to_be_told_its_database() {
    for name in ["aoe2-standings", "api", "poller"] {
        for empty in [None, Some("")] {
            let program = Program::new(name).set("ENVIRONMENT", "production").set("PORT", free_port());
            let program = if let Some(value) = empty { program.set("DATABASE_URL", value) } else { program };
            refuses(program, &["DATABASE_URL"]).await;
        }
    }
}

#[tokio::test]
async fn an_unreachable_database_does_not_keep_a_process_from_starting() {
    let starts = async |environment| {
        let program = service().set("ENVIRONMENT", environment).set("CORS_ORIGINS", "https://example.org");
        let mut running = program.set("UPSTREAM_CONTACT", CONTACT).serve().await;
        let refused = running.ask("/v1/tournaments/cup/standings").await.unwrap();
        assert_eq!(refused.status(), 503);
        assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
        let body: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
        assert_eq!(body, json!({"detail": "Service temporarily unavailable"}));
        running.wait_until_healthy().await;
        running.stop(Signal::TERM).await;
        assert!(!running.output().contains("secret"), "{}", running.output());
    };
    tokio::join!(starts("development"), starts("production"));
}

#[tokio::test]
async fn a_process_started_before_its_database_finds_it_later() {
    let database = Database::empty("started_later").await;
    let port = database.options().get_port();
    let proxy = tests::Proxy::to(format!("127.0.0.1:{port}")).await;
    proxy.shut();
    let url = database.url.replace(&format!(":{port}/"), &format!(":{}/", proxy.port()));
    let mut running = service().set("DATABASE_URL", url).serve().await;
    assert_eq!(running.ask("/v1/tournaments").await.unwrap().status(), 503);
    proxy.open();
    // In development it brings the schema up to date by itself.
    running.eventually("/v1/tournaments", Duration::from_secs(15), |all| *all == json!([])).await;
    running.stop(Signal::TERM).await;
}
