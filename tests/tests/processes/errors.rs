//! Errors, as a collector gets them: an outage is one event, however long it lasts and whatever fails with it.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use sim::Fault;
use tests::until;

use super::{
    collectors::{Collected, errors},
    program::{Program, free_port},
    split::cup,
};

async fn count(collected: &Collected<Value>, count: usize) {
    collected.first("event", |_| collected.all().len() >= count).await;
}

#[tokio::test]
async fn an_outage_is_one_event_of_one_issue_and_the_next_outage_another() {
    let (database, sim, _) = cup().await;
    let (dsn, collected) = errors().await;
    let program = Program::new("aoe2-standings").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let mut running = program.set("SENTRY_DSN", dsn).set("REVISION", "abc").serve().await;
    for outage in 1..=2 {
        sim.fault_all(&Fault::ServerError);
        count(&collected, outage).await;
        // Both quick loops fail again and again meanwhile.
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(collected.all().len(), outage, "{:?}", collected.all());
        sim.clear_faults();
        let over = |said: &str| said.matches("an outage is over").count() == outage;
        until("it is over", Duration::from_secs(30), async || over(&running.output())).await;
    }
    running.stop(Signal::TERM).await;
    let events = collected.all();
    assert_eq!(events.len(), 2, "{events:?}");
    for event in events {
        assert_eq!(event["fingerprint"], json!(["upstream outage"]));
        assert_eq!(event["tags"]["source"], "upstream");
        assert_eq!(event["environment"], "development");
        assert!(event["release"].as_str().unwrap().ends_with("+abc"), "{event}");
    }
}

#[tokio::test]
async fn what_ends_a_process_is_sent_before_it_ends() {
    let (dsn, collected) = errors().await;
    let port = free_port();
    let _taken = std::net::TcpListener::bind(("0.0.0.0", port)).unwrap();
    let program = Program::new("aoe2-standings").set("DATABASE_URL", "postgres://somebody:hush@127.0.0.1:1/nothing");
    let (code, _) = program.set("SENTRY_DSN", dsn).set("PORT", port).finish().await;
    assert_ne!(code, 0);
    let events = collected.all();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["message"], "the process ends");
    assert!(!events[0].to_string().contains("hush"), "{events:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_told() {
    let program = Program::new("aoe2-standings").set("SENTRY_DSN", "somewhere").set("PORT", free_port());
    let (code, said) = program.finish().await;
    assert!(code != 0 && said.contains("SENTRY_DSN"), "{said}");
}
