//! Metrics of hosts' writes: each is counted by what came of it.

use std::time::{Duration, Instant};

use domain::clock::Clock as _;
use reqwest::Client;
use tests::{Proxy, program::Program, service::HOST};

use super::{super::split::cup, Measured};

#[tokio::test]
async fn hosts_writes_are_counted_by_what_came_of_them() {
    let (database, _sim, id) = cup().await;
    let mut tx = database.pool.begin().await.unwrap();
    store::owners::grant(&mut tx, id, domain::id::UserId(HOST.parse().unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    let sso = sim::Sso::local().await.unwrap();
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    let port = format!(":{}/", database.options().get_port());
    let behind_proxy = database.url.replace(&port, &format!(":{}/", proxy.port()));
    let api = Program::new("api").set("DATABASE_URL", behind_proxy).set("AUTH_JWKS_URL", sso.keys_url());
    let measured = Measured::start(api).await;
    let token = sso.token(HOST, server::SystemClock.now().unix_seconds()).mint();
    let write = async |body: &'static str| {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let request = client.post(format!("http://127.0.0.1:{}/v1/tournaments/cup/teams", measured.running.port));
        let request = request.header("cookie", format!("criticalbit_access={token}"));
        request.header("content-type", "application/json").body(body).send().await.unwrap().status().as_u16()
    };
    let begun = Instant::now();
    while write(r#"{"name": "Reds", "initials": "R"}"#).await == 503 {
        assert!(begun.elapsed() < Duration::from_secs(15), "it finds its database");
    }
    let before = measured.figure("aoe2_host_writes_total{outcome=\"unavailable\"}").await;
    assert_eq!(write("{}").await, 422);
    proxy.shut();
    assert_eq!(write(r#"{"name": "Blues", "initials": "B"}"#).await, 503);
    for (outcome, count) in [("done", 1.0), ("refused", 1.0), ("unavailable", before + 1.0), ("failed", 0.0)] {
        let name = format!("aoe2_host_writes_total{{outcome=\"{outcome}\"}}");
        assert_eq!(measured.figure(&name).await, count, "{name}");
    }
}
