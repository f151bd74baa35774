//! Findings about the settings: the role, the pooler, the proxies, and the credentials of platforms.

use super::Surroundings;

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_named() {
    let set = Surroundings::set().await;
    let report = set.doctor().set("ENVIRONMENT", "production").set("DATABASE_POOLER", "transaction").run().await;
    report.fails("settings.environment", "CORS_ORIGINS");
    report.fails("settings.pooler", "LISTEN_DATABASE_URL");
    report.fails("database.address", "LISTEN_DATABASE_URL");
    assert_eq!(report.status("proxies.trusted"), "warning");
    let report = set
        .doctor()
        .set("TWITCH_CLIENT_ID", "alone")
        .set("CLIENT_IP_HEADER", "CF-Connecting-IP")
        .set("POLLING_ENABLED", "false")
        .set("LISTENER_ENABLED", "false")
        .run()
        .await;
    report.fails("settings.role", "both false");
    assert_eq!((report.status("settings.twitch"), report.status("proxies.trusted")), ("warning", "warning"));
    set.doctor().set("TRUSTED_PROXIES", "0.0.0.0/0").run().await.fails("proxies.trusted", "all addresses");
    let report = set.doctor().set("TRUSTED_PROXIES", "10.0.0.0/8").run().await;
    assert!(
        report.found("proxies.trusted").contains("the service sees 203.0.113.7;"),
        "{}",
        report.found("proxies.trusted")
    );
}

#[tokio::test]
async fn credentials_of_platforms_are_tried() {
    let set = Surroundings::set().await;
    let report = set.doctor().run().await;
    assert!(
        report.found("platforms.twitch").starts_with("off") && report.found("platforms.youtube").starts_with("off")
    );
}
