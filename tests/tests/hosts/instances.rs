//! Several processes with the built-in sign-in over one database: sessions, their ends and keys are everybody's.

use std::{sync::Arc, time::Duration};

use api::{App, Duties, Environment, Flags};
use domain::clock::Clock as _;
use reqwest::header::COOKIE;
use store::sign_in::{hosts, signing_keys};
use tests::{Service, until};
use tokio::net::TcpListener;

use super::signing_in::{ANNA, BERT, fixture, id, link, me, on, post_to, read, sign_in, token_of};

/// What an ended session may take to be refused everywhere.
const A_MINUTE: Duration = Duration::from_secs(60);

/// Another process: where it serves.
async fn another(service: &Service) -> String {
    let (pool, clock) = (service.database.pool.clone(), Arc::clone(&service.clock));
    let app = App::new(pool, clock, Environment::Development, &on(), Flags::default(), Duties::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let stop = service.background.stop();
    service.background.run_forever("the second look at sessions", api::watch_sessions(app.clone(), stop.clone()));
    let router = api::router(app.clone(), pages::router());
    service.background.run_forever("the second api's server", api::serve(listener, app, router, stop));
    base_url
}

async fn status(service: &Service, base_url: &str, token: &str) -> u16 {
    let request = service.client.get(format!("{base_url}/v1/me")).header(COOKIE, format!("criticalbit_access={token}"));
    request.send().await.unwrap().status().as_u16()
}

async fn published(service: &Service, base_url: &str) -> Vec<String> {
    let keys = service.client.get(format!("{base_url}/auth/jwks")).send().await.unwrap();
    assert_eq!(keys.headers()["cache-control"], "public, max-age=60");
    let keys: serde_json::Value = keys.json().await.unwrap();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn rotate(service: &Service, drops_former: bool) {
    let key = tokio::task::spawn_blocking(api::new_signing_key).await.unwrap();
    let mut tx = service.database.pool.begin().await.unwrap();
    signing_keys::rotate(&mut tx, &key, service.clock.now()).await.unwrap();
    if drops_former {
        signing_keys::drop_retired(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_session_is_good_everywhere_at_once_and_its_end_within_a_minute() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let second = another(service).await;
    let [anna, bert] = [sign_in(service, ANNA).await, sign_in(service, BERT).await];
    assert_eq!([status(service, &second, &anna).await, status(service, &second, &bert).await], [200, 200]);
    let out = format!("criticalbit_access={anna}");
    assert_eq!(post_to(service, &second, "/auth/sign-out", &[("cookie", &out)]).await.status(), 303);
    assert_eq!(status(service, &second, &anna).await, 401);
    until("it has ended on the first", A_MINUTE, async || me(service, &anna).await.0 == 401).await;
    let mut tx = service.database.pool.begin().await.unwrap();
    hosts::remove(&mut tx, id(BERT), service.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    for base_url in [&service.base_url, &second] {
        until("who was removed is refused", A_MINUTE, async || status(service, base_url, &bert).await == 401).await;
    }
}

#[tokio::test]
async fn processes_that_start_at_once_agree_on_the_first_key() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let second = another(service).await;
    let (anna, bert) = (link(service, ANNA).await, link(service, BERT).await);
    let (anna, bert) =
        tokio::join!(post_to(service, &service.base_url, &anna, &[]), post_to(service, &second, &bert, &[]));
    let (anna, bert) = (token_of(&anna).unwrap(), token_of(&bert).unwrap());
    assert_eq!(read(&anna).0["kid"], read(&bert).0["kid"]);
    for base_url in [&service.base_url, &second] {
        assert_eq!([status(service, base_url, &anna).await, status(service, base_url, &bert).await], [200, 200]);
        assert_eq!(published(service, base_url).await, [read(&anna).0["kid"].as_str().unwrap()]);
    }
}

#[tokio::test]
async fn a_new_key_signs_at_once_and_the_former_one_is_good_until_it_is_dropped() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let second = another(service).await;
    let old = sign_in(service, ANNA).await;
    rotate(service, false).await;
    let new = sign_in(service, ANNA).await;
    let key_of = |token: &str| read(token).0["kid"].as_str().unwrap().to_owned();
    assert_ne!(key_of(&old), key_of(&new));
    for base_url in [&service.base_url, &second] {
        assert_eq!([status(service, base_url, &new).await, status(service, base_url, &old).await], [200, 200]);
        assert_eq!(published(service, base_url).await, [key_of(&new), key_of(&old)]);
    }
    rotate(service, true).await;
    for base_url in [&service.base_url, &second] {
        for token in [&old, &new] {
            until("it is refused", A_MINUTE, async || status(service, base_url, token).await == 401).await;
        }
    }
    let newest = sign_in(service, ANNA).await;
    for base_url in [&service.base_url, &second] {
        assert_eq!(status(service, base_url, &newest).await, 200);
        assert_eq!(published(service, base_url).await, [key_of(&newest)]);
    }
}
