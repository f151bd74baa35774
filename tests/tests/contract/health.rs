//! The health checks: whether the service is ready, and whether its polls are recent.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Service, service::settings};

use super::{
    ask::get,
    fixture::{CUP, four_players},
};

const READY: &str = "/health/ready";
const FRESHNESS: &str = "/health/freshness";

/// Asks until the status is this: the database is looked at once a second at most.
async fn until(service: &Service, path: &str, status: u16) -> Value {
    let mut last = (0, Value::Null);
    for _ in 0..200 {
        last = service.get_any(path).await;
        if last.0 == status {
            return last.1;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("GET {path} stayed {last:?}");
}

#[tokio::test]
async fn ready_is_who_reaches_the_database() {
    let service = Service::start().await;
    let body = json!({"status": "ready", "database": "up", "roles": {"worker": "off", "api": "ready"}});
    assert_eq!(until(&service, READY, 200).await, body);
    service.proxy.shut();
    let body = json!({"status": "not ready", "database": "down", "roles": {"worker": "off", "api": "waiting"}});
    assert_eq!(until(&service, READY, 503).await, body);
    service.proxy.open();
    until(&service, READY, 200).await;
}

#[tokio::test]
async fn ready_is_who_has_something_to_serve_without_it() {
    let service = four_players().await;
    service.get("/v1/tournaments").await;
    service.proxy.shut();
    for _ in 0..200 {
        let (status, body) = service.get_any(READY).await;
        assert_eq!(status, 200, "{body}");
        if body["database"] == "down" {
            assert_eq!(body["roles"]["api"], "warm");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the database is never missed");
}

#[tokio::test]
async fn fresh_is_what_was_polled_within_three_cadences() {
    let service = Service::start().await;
    let never = service.get_any(FRESHNESS).await;
    assert_eq!((never.0, &never.1["tasks"]["stats"]["age_seconds"]), (503, &Value::Null), "nothing was polled yet");
    service.poll_all().await;
    let fresh = until(&service, FRESHNESS, 200).await;
    assert_eq!((&fresh["status"], &fresh["tasks"]["live"]["age_seconds"]), (&json!("fresh"), &json!(0)));
    service.clock.advance(TimeDelta::seconds(45));
    assert_eq!(service.get_any(FRESHNESS).await.0, 200, "just in time");
    service.clock.advance(TimeDelta::seconds(1));
    let (status, late) = service.get_any(FRESHNESS).await;
    assert_eq!((status, &late["status"]), (503, &json!("late")));
    let due = json!({
        "status": "late", "last_success_at": "2026-06-10T12:00:00Z", "age_seconds": 46, "limit_seconds": 45.0,
    });
    assert_eq!(late["tasks"]["live"], due);
    for task in ["stats", "matches", "reference"] {
        assert_eq!(late["tasks"][task]["status"], "fresh", "{task}");
    }
    service.poll_live().await;
    until(&service, FRESHNESS, 200).await;
    // What was known goes on ageing while the database cannot be asked.
    service.proxy.shut();
    service.clock.advance(TimeDelta::seconds(46));
    until(&service, FRESHNESS, 503).await;
}

#[tokio::test]
async fn probes_are_never_limited_nor_kept() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 1, ..settings() }).await;
    for path in ["/health", READY, FRESHNESS] {
        for _ in 0..10 {
            let answer = get(&service, path, &[]).await;
            assert_ne!(answer.status, 429, "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        }
    }
    assert_eq!(get(&service, CUP, &[]).await.status, 404);
    assert_eq!(get(&service, CUP, &[]).await.status, 429, "others are");
}
