//! IPv4 and IPv6: both are listened to, and a client over IPv4 is one whatever the listener makes of its address.

use reqwest::Client;
use rustix::process::Signal;
use tests::Database;

use super::program::{Program, Running};

fn program(database: &Database) -> Program {
    Program::new("aoe2-standings").set("DATABASE_URL", &database.url).set("POLLING_ENABLED", "false")
}

/// The status that the service at `host` answers to somebody behind a proxy; 0 when nobody listens there.
async fn status(running: &Running, host: &str, forwarded_for: &str) -> u16 {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("http://{host}:{}/v1/flags", running.port));
    let answer = request.header("x-forwarded-for", forwarded_for).send().await;
    answer.map_or(0, |answer| answer.status().as_u16())
}

#[tokio::test]
async fn both_families_are_served_and_an_ipv4_client_is_one() {
    let database = Database::fresh().await;
    let limited = program(&database).set("RATE_LIMIT_PER_MINUTE", "1").set("TRUSTED_PROXIES", "127.0.0.1,::1");
    let mut running = limited.serve().await;
    for (host, client, expected) in [
        ("127.0.0.1", "192.0.2.1", 200),
        ("[::1]", "192.0.2.1", 429),
        ("[::1]", "192.0.2.2", 200),
        ("127.0.0.1", "::ffff:192.0.2.2", 429),
        ("127.0.0.1", "2001:db8::1", 200),
        ("[::1]", "[2001:db8::2]:443", 429),
    ] {
        assert_eq!(status(&running, host, client).await, expected, "{client} by {host}");
    }
    running.stop(Signal::TERM).await;
}

#[tokio::test]
async fn the_address_to_listen_at_can_be_chosen() {
    let database = Database::fresh().await;
    let mut running = program(&database).set("HOST", "127.0.0.1").serve().await;
    assert_eq!(status(&running, "127.0.0.1", "").await, 200);
    assert_eq!(status(&running, "[::1]", "").await, 0, "nobody listens there");
    running.stop(Signal::TERM).await;
    let (code, said) = program(&database).set("HOST", "localhost").finish().await;
    assert!(code == 2 && (said.contains("HOST") || said.contains("--host")), "{code}: {said}");
}
