//! Cookies as browsers send them: others beside, in any bytes, quoted, and the access cookie several times.

use reqwest::header::{CACHE_CONTROL, COOKIE, HeaderValue};
use serde_json::Value;
use sim::SsoEndpoint::Keys;
use tests::{
    Service,
    service::{HOST, RIVAL},
};

use super::fixture::{CUP, Fixture};

/// What a GET says to a request with these `Cookie` headers: status, caching and body.
async fn get(service: &Service, path: &str, cookies: &[Vec<u8>]) -> (u16, String, Value) {
    let mut request = service.client.get(format!("{}{path}", service.base_url));
    for cookie in cookies {
        request = request.header(COOKIE, HeaderValue::from_bytes(cookie).unwrap());
    }
    let answer = request.send().await.expect("an answer");
    let caching = answer.headers()[CACHE_CONTROL].to_str().unwrap().to_owned();
    (answer.status().as_u16(), caching, tests::service::json(answer).await)
}

#[tokio::test]
async fn other_cookies_of_any_bytes_are_not_in_the_way() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    let access = format!("criticalbit_access={token}");
    let quoted = format!("criticalbit_access=\"{token}\"");
    let latin_1 = |rest: &str| [b"theme=\xe9; ", rest.as_bytes()].concat();
    for cookies in [
        vec![format!("theme=é; {access}").into_bytes()],
        vec![format!("{access}; theme=é").into_bytes()],
        vec![latin_1(&access)],
        vec![b"\xff\xfe".to_vec(), access.clone().into_bytes()],
        vec![format!("a=\"é;{access}").into_bytes()],
        vec![quoted.clone().into_bytes()],
        vec![latin_1(&format!("{quoted} ;; =; b"))],
        vec![format!("a=1;\t{access}\t;b=2").into_bytes()],
    ] {
        let shown: Vec<_> = cookies.iter().map(|cookie| String::from_utf8_lossy(cookie).into_owned()).collect();
        let (status, _, me) = get(&fixture.service, "/v1/me", &cookies).await;
        assert_eq!((status, &me["user_id"]), (200, &HOST.into()), "{shown:?}");
        let (status, caching, _) = get(&fixture.service, &format!("{CUP}/standings"), &cookies).await;
        assert_eq!((status, caching.as_str()), (200, "private, no-store"), "{shown:?}");
    }
    let (status, caching, _) = get(&fixture.service, &format!("{CUP}/standings"), &[latin_1("a=b")]).await;
    assert_eq!((status, caching.as_str()), (200, "public, s-maxage=15, max-age=0, must-revalidate"));
}

#[tokio::test]
async fn an_access_cookie_of_any_bytes_is_one() {
    let service = Service::start().await;
    for cookie in [&b"criticalbit_access=\xff"[..], b"a=1; criticalbit_access=\xe9.\xe9.\xe9"] {
        let (status, _, said) = get(&service, "/v1/me", &[cookie.to_vec()]).await;
        assert_eq!((status, said["detail"].as_str()), (401, Some("Invalid token")));
        let (_, caching, _) = get(&service, "/v1/tournaments", &[cookie.to_vec()]).await;
        assert_eq!(caching, "public, s-maxage=15, max-age=0, must-revalidate", "as without");
    }
}

#[tokio::test]
async fn of_several_access_cookies_any_that_verifies_signs_in() {
    let fixture = Fixture::set().await;
    let good = fixture.service.token(HOST);
    let named = fixture.service.unminted_token(HOST).with_kid().mint();
    let expired = fixture.service.unminted_token(RIVAL).expired().mint();
    let forged = fixture.service.unminted_token(RIVAL).with_kid().signed_by_another_key().mint();
    let unknown = fixture.service.unminted_token(RIVAL).unknown_kid().mint();
    assert_eq!(get(&fixture.service, "/v1/me", &[format!("criticalbit_access={good}").into()]).await.0, 200);
    for good in [&good, &named] {
        for other in ["", "\"\"", "garbage", &expired, &forged, &unknown] {
            let pair =
                |first: &str, second: &str| format!("criticalbit_access={first}; x=1; criticalbit_access={second}");
            for cookie in [pair(other, good), pair(good, other)] {
                let (status, _, me) = get(&fixture.service, "/v1/me", &[cookie.clone().into()]).await;
                assert_eq!((status, &me["user_id"]), (200, &HOST.into()), "{cookie}");
                let split = cookie.split("; x=1; ").map(|half| half.as_bytes().to_vec()).collect::<Vec<_>>();
                assert_eq!(get(&fixture.service, "/v1/me", &split).await.0, 200, "{cookie}, in two headers");
            }
        }
    }
    let all = [&expired, "", "garbage", &forged, &unknown, &good].map(|token| format!("criticalbit_access={token}"));
    assert_eq!(get(&fixture.service, "/v1/me", &[all.join("; ").into()]).await.0, 200);
    assert_eq!(fixture.service.sso.requests(Keys), 1, "who signs in has nothing fetched");
}

#[tokio::test]
async fn of_several_that_do_not_verify_the_most_hopeful_one_is_told_of() {
    let service = Service::start().await;
    assert_eq!(get(&service, "/v1/me", &[format!("criticalbit_access={}", service.token(HOST)).into()]).await.0, 200);
    let expired = service.unminted_token(HOST).expired().mint();
    let unknown = service.unminted_token(HOST).unknown_kid().mint();
    let said = async |tokens: &[&str]| {
        let cookies: Vec<_> = tokens.iter().map(|token| format!("criticalbit_access={token}")).collect();
        let (status, _, body) = get(&service, "/v1/me", &[cookies.join("; ").into()]).await;
        (status, body["detail"].as_str().unwrap().to_owned())
    };
    assert_eq!(said(&["", "\"\""]).await, (401, "Not authenticated".to_owned()));
    assert_eq!(said(&["", &expired]).await, (401, "Invalid token".to_owned()));
    assert_eq!(said(&[&expired, "garbage"]).await, (401, "Invalid token".to_owned()));
    assert_eq!(said(&[&expired, &unknown]).await.0, 503);
}

#[tokio::test]
async fn the_look_up_of_owners_gets_the_token_that_signed_in() {
    let fixture = Fixture::set().await;
    let cookie = format!("criticalbit_access=garbage; criticalbit_access={}", fixture.service.token(HOST));
    fixture.service.sso.hide_emails_from(HOST);
    let (status, _, owners) = get(&fixture.service, &format!("{CUP}/owners"), &[cookie.into()]).await;
    assert_eq!((status, &owners[0]["display_name"]), (200, &"User 5f0c6f0e".into()));
    assert_eq!(owners[0]["email"], Value::Null, "told as to the host");
}
