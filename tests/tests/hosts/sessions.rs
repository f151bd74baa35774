//! Sessions of the built-in sign-in: renewed while they are used, ended by their hosts, good while the database is
//! away.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::json;
use tests::Service;

use super::{
    fixture::{CUP, Fixture, OUR_PAGE},
    signing_in::{ANNA, BERT, Forge, fixture, me, on, post, read, sign_in, token_of},
};

/// What a request with this cookie is answered with: the status, and the token of a new cookie.
async fn send(service: &Service, method: &str, path: &str, token: &str) -> (u16, Option<String>) {
    let body = (method != "GET").then(|| json!({}));
    let (status, headers, _) = service.send(method, path, Some(token), body, &[]).await;
    let cookie = headers.get(SET_COOKIE).map(|cookie| cookie.to_str().unwrap().to_owned());
    (status, cookie.map(|cookie| cookie["criticalbit_access=".len()..].split(';').next().unwrap().to_owned()))
}

async fn sign_out(service: &Service, path: &str, token: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let cookie = format!("criticalbit_access={token}");
    post(service, path, &[&[(COOKIE.as_str(), cookie.as_str())][..], headers].concat()).await
}

async fn owned_by_anna() -> Fixture {
    let fixture = fixture().await;
    fixture.service.make_owner(fixture.cup, ANNA).await;
    fixture
}

#[tokio::test]
async fn who_uses_a_cookie_of_yesterday_gets_a_new_one() {
    let fixture = owned_by_anna().await;
    let service = &fixture.service;
    for (method, path) in [("GET", "/v1/me"), ("PATCH", CUP), ("GET", "/v1/tournaments/cup/owners")] {
        let token = sign_in(service, ANNA).await;
        service.clock.advance(TimeDelta::hours(24));
        assert_eq!(send(service, method, path, &token).await, (200, None), "{method} {path}: not yet");
        service.clock.advance(TimeDelta::seconds(1));
        for public in ["/v1/tournaments", &format!("{CUP}/standings"), "/health", "/auth/jwks"] {
            assert_eq!(send(service, "GET", public, &token).await.1, None, "{public}");
        }
        let (status, fresh) = send(service, method, path, &token).await;
        let fresh = fresh.unwrap_or_else(|| panic!("{method} {path} gives no new cookie"));
        let ((_, old), (_, new)) = (read(&token), read(&fresh));
        assert_eq!((status, &old["sid"], &old["sub"]), (200, &new["sid"], &new["sub"]));
        assert_eq!(new["exp"].as_i64().unwrap() - old["exp"].as_i64().unwrap(), 86_401);
        assert_eq!(send(service, method, path, &token).await, (200, None), "once a day");
        assert_eq!(send(service, method, path, &fresh).await, (200, None));
        service.clock.advance(TimeDelta::days(29));
        assert_eq!(me(service, &token).await.0, 401, "the old one has expired");
        assert_eq!(me(service, &fresh).await.0, 200);
    }
}

#[tokio::test]
async fn a_refusal_renews_nothing_and_nobody_elses_cookie_is_renewed() {
    let fixture = owned_by_anna().await;
    let service = &fixture.service;
    let anna = sign_in(service, ANNA).await;
    let forge = Forge::of(service, &anna).await;
    let external = service.unminted_token(tests::service::HOST).valid_for(1_000_000).claim("iat", 0).mint();
    service.clock.advance(TimeDelta::days(2));
    for (method, path, status) in
        [("DELETE", "/v1/tournaments/cup/players/1", 404), ("PATCH", "/v1/tournaments/other", 403)]
    {
        assert_eq!(send(service, method, path, &anna).await, (status, None), "{method} {path}");
    }
    assert_eq!(send(service, "GET", "/v1/me", &external).await, (200, None));
    assert_eq!(send(service, "GET", "/v1/me", &forge.with(&json!({"sub": BERT}))).await, (401, None));
    assert!(send(service, "GET", "/v1/me", &anna).await.1.is_some());
}

#[tokio::test]
async fn signing_out_ends_this_session_or_all() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let bert = sign_in(service, BERT).await;
    let [one, two, three] = [sign_in(service, ANNA).await, sign_in(service, ANNA).await, sign_in(service, ANNA).await];
    for headers in
        [&[("origin", "https://evil.example")][..], &[("origin", "null")], &[("sec-fetch-site", "cross-site")]]
    {
        for path in ["/auth/sign-out", "/auth/sign-out-everywhere"] {
            assert_eq!(sign_out(service, path, &one, headers).await.status(), 403, "{path} {headers:?}");
        }
    }
    assert_eq!(me(service, &one).await.0, 200);
    let answer = sign_out(service, "/auth/sign-out", &one, &[("origin", OUR_PAGE)]).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, "/host"));
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    assert_eq!(cookie, "criticalbit_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    let all = [&one, &two, &three, &bert];
    let said = async || {
        let mut said = Vec::new();
        for token in all {
            said.push(me(service, token).await.0);
        }
        said
    };
    assert_eq!(said().await, [401, 200, 200, 200]);
    assert_eq!(
        token_of(&sign_out(service, "/auth/sign-out", &one, &[]).await).as_deref(),
        Some(""),
        "as often as one likes"
    );
    assert_eq!(said().await, [401, 200, 200, 200]);
    let everywhere =
        sign_out(service, "/auth/sign-out-everywhere", &two, &[("origin", "null"), ("sec-fetch-site", "same-origin")])
            .await;
    assert_eq!((everywhere.status().as_u16(), token_of(&everywhere).as_deref()), (303, Some("")));
    assert_eq!(said().await, [401, 401, 401, 200]);
}

#[tokio::test]
async fn while_the_database_is_away_known_sessions_stay_good() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let known = sign_in(service, ANNA).await;
    let unknown = Forge::of(service, &known).await.with(&json!({"sid": ANNA}));
    assert_eq!(me(service, &known).await.0, 200);
    service.proxy.shut();
    for _ in 0..2 {
        let begun = std::time::Instant::now();
        let (status, said) = me(service, &unknown).await;
        assert_eq!(
            (status, said["detail"].as_str().unwrap()),
            (503, "The token's key is not known yet: try again after Retry-After")
        );
        let (status, said) = me(service, &known).await;
        // It is signed in, and what it owns is in the database.
        assert_eq!((status, said["detail"].as_str().unwrap()), (503, "Service temporarily unavailable"));
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        tests::clock::pass(Duration::from_secs(20)).await;
    }
    service.proxy.open();
    tests::until("it is back", Duration::from_secs(20), async || me(service, &known).await.0 == 200).await;
    tests::until("it is known", Duration::from_secs(20), async || me(service, &unknown).await.0 == 401).await;
}

#[tokio::test]
async fn a_host_has_twenty_sessions() {
    let service = Service::start_with_settings(&on()).await;
    super::signing_in::add_hosts(&service).await;
    let mut tokens = Vec::new();
    for _ in 0..21 {
        tokens.push(sign_in(&service, ANNA).await);
        service.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(me(&service, &tokens[0]).await.0, 401);
    assert_eq!((me(&service, &tokens[1]).await.0, me(&service, &tokens[20]).await.0), (200, 200));
}
