//! Sign-in links: good once and for a while, from the service's own page alone, and what browsers are told.

use api::{Environment, Flags, Settings};
use chrono::TimeDelta;
use reqwest::{
    Response,
    header::{HeaderMap, LOCATION, SET_COOKIE},
};
use serde_json::json;
use tests::{Service, TestClock, service::NOW};

use super::signing_in::{ANNA, add_hosts, fixture, id, link, me, on, post, sign_in, token_of};

/// What says that a link is not good.
const NO_GOOD: u16 = 410;

async fn get(service: &Service, path: &str) -> (u16, HeaderMap, String) {
    let answer = service.answer(path).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.text().await.unwrap())
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    let answer = post(service, &path, &[]).await;
    assert_eq!((answer.status().as_u16(), answer.headers()[LOCATION].to_str().unwrap()), (303, "/host"));
    assert_eq!((header(&answer, "cache-control"), header(&answer, "referrer-policy")), ("no-store", "no-referrer"));
    let token = token_of(&answer).expect("a cookie");
    assert_eq!(me(service, &token).await.1["user_id"], ANNA);
    for _ in 0..2 {
        let again = post(service, &path, &[]).await;
        assert_eq!(again.status(), NO_GOOD);
        assert_eq!(again.headers().get(SET_COOKIE), None);
        assert!(again.text().await.unwrap().contains("<h1>The link is not good</h1>"));
    }
    assert_eq!(me(service, &token).await.0, 200);
}

#[tokio::test]
async fn of_many_who_press_the_button_at_once_one_signs_in() {
    let fixture = fixture().await;
    let path = link(&fixture.service, ANNA).await;
    let pressed = futures_util::future::join_all((0..8).map(|_| post(&fixture.service, &path, &[]))).await;
    let mut said: Vec<_> = pressed.iter().map(|answer| answer.status().as_u16()).collect();
    said.sort_unstable();
    assert_eq!(said, [303, 410, 410, 410, 410, 410, 410, 410]);
}

#[tokio::test]
async fn a_link_ends_after_a_quarter_of_an_hour_and_with_its_host() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    service.clock.advance(TimeDelta::minutes(15));
    assert_eq!(post(service, &path, &[]).await.status(), NO_GOOD);
    let path = link(service, ANNA).await;
    service.clock.advance(TimeDelta::seconds(15 * 60 - 1));
    assert_eq!(post(service, &path, &[]).await.status(), 303);
    let path = link(service, ANNA).await;
    let mut tx = service.database.pool.begin().await.unwrap();
    store::sign_in::hosts::remove(&mut tx, id(ANNA), NOW.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(post(service, &path, &[]).await.status(), NO_GOOD);
}

#[tokio::test]
async fn programs_that_look_at_a_link_do_not_use_it_up() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    let before = fixture.digest().await;
    let (status, headers, page) = get(service, &path).await;
    for _ in 0..10 {
        assert_eq!(get(service, &path).await.2, page);
        let head = service.client.head(format!("{}{path}", service.base_url)).send().await.unwrap();
        assert_eq!(head.status(), 200);
    }
    assert_eq!((status, fixture.digest().await), (200, before));
    assert!(page.contains("<form method=\"post\"><button>") && !page.contains("<script"), "{page}");
    assert!(!page.contains(&path[14..]), "the token is in its address alone");
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let policy = headers["content-security-policy"].to_str().unwrap();
    let (before_hash, rest) = policy.split_once("'sha256-").unwrap();
    let (hash, after_hash) = rest.split_once('\'').unwrap();
    assert_eq!(before_hash, "default-src 'none'; style-src ");
    assert_eq!(after_hash, "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    let digest: String = sqlx::query_scalar("select encode(sha256(convert_to($1, 'UTF8')), 'base64')")
        .bind(style)
        .fetch_one(&service.database.pool)
        .await
        .unwrap();
    assert_eq!(hash, digest, "browsers show the style");
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(post(service, &path, &[]).await.status(), 303);
    for other in [path.as_str(), "/auth/sign-in/guessed", &link(service, ANNA).await] {
        assert_eq!(get(service, other).await.2, page, "whatever the link is");
    }
}

#[tokio::test]
async fn guesses_are_limited_for_each_client() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    let from = [("x-forwarded-for", "192.0.2.7")];
    for guess in 0..10 {
        assert_eq!(post(service, &format!("/auth/sign-in/{guess}"), &from).await.status(), NO_GOOD);
    }
    let limited = post(service, &path, &from).await;
    assert_eq!(limited.status(), 429);
    let wait: u64 = header(&limited, "retry-after").parse().unwrap();
    assert!((1..=6).contains(&wait), "{wait}");
    assert_eq!(header(&limited, "ratelimit-policy"), "\"sign-in\";q=10;w=60");
    assert!(limited.text().await.unwrap().contains("<h1>Too many tries</h1>"));
    assert_eq!(post(service, &path, &[]).await.status(), 303, "nobody else is");
}

#[tokio::test]
async fn another_sites_page_signs_nobody_in() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    let before = fixture.digest().await;
    let own = service.base_url.as_str();
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "http://localhost:5100")],
        &[("origin", "null")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
        &[("origin", own), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "")],
    ] {
        let refused = post(service, &path, headers).await;
        assert_eq!(refused.status(), 403, "{headers:?}");
        assert_eq!(refused.headers().get(SET_COOKIE), None, "{headers:?}");
        assert!(refused.text().await.unwrap().contains("<h1>Not from here</h1>"));
    }
    assert_eq!(fixture.digest().await, before);
    for headers in [
        // As browsers do on a page that tells no referrer.
        &[("origin", "null"), ("sec-fetch-site", "same-origin")][..],
        &[("origin", own)],
        &[("origin", own), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
    ] {
        let path = link(service, ANNA).await;
        assert_eq!(post(service, &path, headers).await.status(), 303, "{headers:?}");
    }
}

#[tokio::test]
async fn a_proxy_may_give_the_service_another_name_than_browsers_do() {
    let settings = Settings { public_base_url: Some("https://cup.example.org".parse().unwrap()), ..on() };
    let service = Service::start_with_settings(&settings).await;
    add_hosts(&service).await;
    let path = link(&service, ANNA).await;
    assert_eq!(post(&service, &path, &[("origin", "https://evil.example")]).await.status(), 403);
    assert_eq!(post(&service, &path, &[("origin", "https://cup.example.org")]).await.status(), 303);
}

#[tokio::test]
async fn the_cookie_is_for_this_service_alone_and_for_tls_outside_of_a_desk() {
    const TLS: &str = "https://cup.example.org";
    for (environment, address, is_secure) in [
        (Environment::Development, None, false),
        (Environment::Development, Some("http://localhost:8000"), false),
        (Environment::Development, Some(TLS), true),
        (Environment::Staging, None, true),
        (Environment::Production, Some(TLS), true),
    ] {
        let address = address.map(|address| address.parse().unwrap());
        let settings = Settings { public_base_url: address, ..on() };
        let world = sim::World::new(sim::Config::new(7, 0));
        let service = Service::with(world, TestClock::at(NOW), environment, &settings, Flags::default()).await;
        add_hosts(&service).await;
        // What a proxy says of the connection does not matter: it may say nothing.
        for proto in ["https", "http"] {
            let path = link(&service, ANNA).await;
            let answer = post(&service, &path, &[("x-forwarded-proto", proto)]).await;
            let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
            let (_, attributes) = cookie.split_once("; ").unwrap();
            let due = "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax";
            let secure = if is_secure { "; Secure" } else { "" };
            assert_eq!(attributes, format!("{due}{secure}"), "{environment:?}");
        }
    }
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_used_up() {
    let fixture = fixture().await;
    let service = &fixture.service;
    sign_in(service, ANNA).await;
    let path = link(service, ANNA).await;
    service.proxy.shut();
    let away = post(service, &path, &[]).await;
    assert_eq!(away.status(), 503);
    assert!(away.headers().contains_key("retry-after"));
    assert!(away.text().await.unwrap().contains("<h1>Not now</h1>"));
    assert_eq!(get(service, &path).await.0, 200);
    service.proxy.open();
    tests::until("it signs in", std::time::Duration::from_secs(20), async || {
        post(service, &path, &[]).await.status() == 303
    })
    .await;
}

#[tokio::test]
async fn where_it_is_off_there_is_nothing() {
    let service = Service::start().await;
    for (method, path) in [
        ("GET", "/auth/sign-in/x"),
        ("POST", "/auth/sign-in/x"),
        ("POST", "/auth/sign-out"),
        ("POST", "/auth/sign-out-everywhere"),
    ] {
        let (status, _, body) = service.send(method, path, None, None, &[]).await;
        assert_eq!((status, body), (404, json!({"detail": "Not Found"})), "{method} {path}");
    }
    assert_eq!(service.get("/auth/jwks").await, json!({"keys": []}));
}
