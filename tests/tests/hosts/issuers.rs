//! Two issuers: the built-in sign-in beside a sign-on service, each for its own users.

use api::Settings;
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use sim::SsoEndpoint::{Keys, Lookup};
use tests::{
    clock::pass,
    service::{HOST, RIVAL},
};

use super::{
    fixture::{CUP, Fixture, OUR_PAGE},
    signing_in::{ANNA, Forge, add_hosts, fixture, me, on, sign_in},
};

const OWNERS: &str = "/v1/tournaments/cup/owners";
/// The time between two look-ups that tokens cause.
const COOL_DOWN: std::time::Duration = std::time::Duration::from_secs(1);

#[tokio::test]
async fn nobody_becomes_a_host_by_a_token_that_was_not_made_here() {
    let fixture = fixture().await;
    let service = &fixture.service;
    service.make_owner(fixture.cup, ANNA).await;
    let good = sign_in(service, ANNA).await;
    let before = fixture.digest().await;
    let theirs = |issuer: Option<&str>| {
        let token = service.unminted_token(ANNA).claim("sid", super::signing_in::read(&good).1["sid"].clone());
        issuer.map_or_else(|| token.clone(), |issuer| token.clone().issuer(issuer))
    };
    for token in [theirs(None), theirs(Some("https://sso.example")), theirs(Some("aoe2-live-standings"))] {
        for token in [token.mint(), token.with_kid().mint()] {
            pass(COOL_DOWN).await;
            assert_eq!(me(service, &token).await, (401, json!({"detail": "Invalid token"})));
            let (status, ..) = service.send("PATCH", CUP, Some(&token), Some(json!({})), &[]).await;
            assert_eq!(status, 401);
        }
    }
    assert_eq!((fixture.digest().await, me(service, &good).await.0), (before, 200));
}

#[tokio::test]
async fn nobody_but_an_owner_writes_anything() {
    let fixture = fixture().await;
    let token = sign_in(&fixture.service, ANNA).await;
    let mut tokens: Vec<_> = Forge::of(&fixture.service, &token).await.bad();
    tokens.push(("a host who owns nothing", token));
    let before = fixture.digest().await;
    for (number, write) in fixture.writes().iter().enumerate() {
        for (kind, token) in &tokens {
            let is_rival = *kind == "a host who owns nothing";
            // A look-up of what is unknown takes its time; the writes differ in nothing that matters for it.
            let is_open = ["another host", "an unknown key", "an unknown session"].contains(kind);
            if (is_rival && !write.is_gated()) || (is_open && number > 1) {
                continue;
            }
            let said = if is_rival { (403, "Not a tournament owner") } else { (401, "Invalid token") };
            let answer = fixture.service.send(write.method(), &write.path, Some(token), write.body.clone(), &[]).await;
            assert_eq!((answer.0, answer.2), (said.0, json!({"detail": said.1})), "{} with {kind}", write.operation);
        }
        assert_eq!(fixture.digest().await, before, "{} wrote something", write.operation);
    }
}

#[tokio::test]
async fn an_owner_writes_from_our_page_and_from_scripts() {
    for headers in [&[("origin", OUR_PAGE)][..], &[]] {
        let fixture = fixture().await;
        fixture.service.make_owner(fixture.cup, ANNA).await;
        let token = sign_in(&fixture.service, ANNA).await;
        for write in fixture.writes() {
            let answer =
                fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), headers).await;
            assert_eq!(answer.0, write.success, "{}: {}", write.operation, answer.2);
        }
    }
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_owners_cookie() {
    let fixture = fixture().await;
    fixture.service.make_owner(fixture.cup, ANNA).await;
    let token = sign_in(&fixture.service, ANNA).await;
    let before = fixture.digest().await;
    for write in fixture.writes() {
        for origin in ["https://evil.example", "null"] {
            let headers = [("origin", origin)];
            let answer =
                fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &headers).await;
            assert_eq!(answer.0, 403, "{} from {origin:?}", write.operation);
        }
    }
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn the_sign_on_services_rules_are_for_its_own_tokens() {
    const ISSUER: &str = "https://sso.example";
    let fixture = Fixture::with(&Settings { auth_token_issuer: Some(ISSUER.to_owned()), ..on() }).await;
    let service = &fixture.service;
    add_hosts(service).await;
    assert_eq!(me(service, &sign_in(service, ANNA).await).await.1["user_id"], ANNA);
    assert_eq!(service.sso.requests(Keys), 0, "it is not asked about a token of ours");
    assert_eq!(me(service, &service.unminted_token(HOST).issuer(ISSUER).mint()).await.1["user_id"], HOST);
    assert_eq!(me(service, &service.token(HOST)).await.0, 401);
}

#[tokio::test]
async fn of_several_cookies_the_first_good_one_counts() {
    let fixture = fixture().await;
    let service = &fixture.service;
    let ours = sign_in(service, ANNA).await;
    let forged = Forge::of(service, &ours).await.bad().swap_remove(0).1;
    let theirs = service.token(HOST);
    let user = async |tokens: &[&str]| {
        let pairs: Vec<_> = tokens.iter().map(|token| format!("criticalbit_access={token}")).collect();
        let request = service.client.get(format!("{}/v1/me", service.base_url)).header(COOKIE, pairs.join("; "));
        let me: Value = request.send().await.unwrap().json().await.unwrap();
        me["user_id"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(user(&[&theirs, &ours]).await, ANNA);
    assert_eq!(user(&[&ours, &theirs]).await, ANNA);
    assert_eq!(user(&[&forged, &theirs]).await, HOST);
    assert_eq!(user(&["garbage", &forged, &ours]).await, ANNA);
}

#[tokio::test]
async fn owners_names_come_from_whoever_knows_them() {
    let fixture = fixture().await;
    let service = &fixture.service;
    for user in [RIVAL, ANNA] {
        service.make_owner(fixture.cup, user).await;
    }
    let names = async |token: &str| {
        let (status, _, owners) = service.send("GET", OWNERS, Some(token), None, &[]).await;
        assert_eq!(status, 200);
        owners.as_array().unwrap().iter().map(|owner| owner["display_name"].clone()).collect::<Vec<_>>()
    };
    let anna = sign_in(service, ANNA).await;
    assert_eq!(names(&anna).await, [Value::Null, Value::Null, json!("Anna")], "nobody else sees a token of ours");
    assert_eq!(service.sso.requests(Lookup), 0);
    let known = json!("User 5f0c6f0e");
    assert_eq!(names(&service.token(HOST)).await, [known.clone(), known, json!("Anna")]);
    assert_eq!(service.sso.looked_up(), [HOST, RIVAL], "nor is asked about a host of ours");
}
