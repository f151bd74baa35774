//! Ladders, civilizations, flags and the routes that say that the service is there.

use api::{Environment, Flags};
use serde_json::{Value, json};
use tests::{Service, service::NOW};

use super::{
    ask::get,
    fixture::{column, with},
};

#[tokio::test]
async fn the_catalogue_is_listed_by_number() {
    let service = Service::start().await;
    service.poll_reference().await;
    service.settle().await;
    let ladders = service.get("/v1/leaderboards").await;
    let ids = json!([1, 2, 3, 4, 5, 13, 14, 15, 16, 17, 18, 25, 26]);
    assert_eq!(Value::from(column(&ladders, "leaderboard_id")), ids);
    assert_eq!(ladders["items"][2], json!({"leaderboard_id": 3, "name": "SOLO_RM_RANKED", "is_ranked": true}));
    let civilizations = service.get("/v1/civilizations").await;
    let ids: Vec<_> = sim::civilizations::CIVILIZATIONS.iter().map(|(id, _)| json!(id)).collect();
    assert_eq!(column(&civilizations, "civilization_id"), ids);
    assert_eq!(civilizations["items"][0], json!({"civilization_id": 0, "name": "Armenians"}));
    assert_eq!((&ladders["last_polled_at"], &civilizations["last_polled_at"]), (&json!(NOW), &json!(NOW)));
}

#[tokio::test]
async fn every_flag_is_told() {
    assert_eq!(Service::start().await.get("/v1/flags").await, json!({}));
    let variables = [
        ("FEATURE_BETA", "TRUE"),
        ("FEATURE_ONE", "1"),
        ("FEATURE_OFF", "off"),
        ("FEATURE_BLANK", ""),
        ("FEATURE_YES", "yes"),
        ("DATABASE_URL", "1"),
    ];
    let flags = Flags::of(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let service = with(Environment::Production, &tests::service::settings(), flags).await;
    let expected = json!({"beta": true, "one": true, "off": false, "blank": false, "yes": true});
    assert_eq!(service.get("/v1/flags").await, expected);
}

#[tokio::test]
async fn the_service_says_that_it_is_there_without_its_database() {
    let service = Service::start().await;
    service.proxy.shut();
    assert_eq!(service.get("/").await, json!({"status": "ok", "service": "aoe2-live-standings-api"}));
    assert_eq!(service.get("/health").await, json!({"status": "healthy"}));
    let icon = get(&service, "/favicon.ico", &[]).await;
    assert_eq!((icon.status, icon.header("cache-control")), (204, Some("public, max-age=86400")));
    let contact = get(&service, "/.well-known/security.txt", &[]).await;
    let text = String::from_utf8(contact.body.clone()).unwrap();
    assert_eq!(contact.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(text.lines().any(|line| line.starts_with("Contact: ")) && text.contains("\nExpires: "), "{text}");
}
