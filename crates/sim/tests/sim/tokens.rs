//! The sign-on service's keys and tokens, verified with another cryptography library than made them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};
use sim::{Fault, Sso, SsoEndpoint, Token};

use crate::EPOCH;
use crate::asking::{Reply, ask_with};

const USER: &str = "0b7b1c0e-6f0a-4f0e-9d53-4f1f6a5d2c11";

async fn get(sso: &Sso, target: &str, headers: &str) -> Reply {
    ask_with(sso.address(), target, headers).await.expect("an answer")
}

async fn keys(sso: &Sso) -> Vec<Value> {
    let reply = get(sso, "/auth/jwks", "").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json;charset=utf-8")));
    reply.json()["keys"].as_array().expect("a list").clone()
}

fn decoded(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).expect("base64url without padding")
}

fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<_> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

fn head(token: &str) -> Value {
    serde_json::from_slice(&decoded(parts(token)[0])).expect("JSON")
}

fn claims(token: &Token) -> Value {
    serde_json::from_slice(&decoded(parts(&token.mint())[1])).expect("JSON")
}

/// Whether that key signed it.
fn is_signed(token: &str, key: &Value) -> bool {
    let number = |name: &str| decoded(key[name].as_str().expect("text"));
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let (message, signature) = token.rsplit_once('.').expect("three parts");
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &decoded(signature)).is_ok()
}

#[tokio::test]
async fn a_valid_token_is_signed_by_the_published_key_and_can_name_it() {
    let sso = Sso::local().await.expect("a port");
    let keys = keys(&sso).await;
    let [key] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&json!("RSA"), &json!("sig"), &json!("RS256")));
    let token = sso.token(USER, EPOCH);
    assert_eq!(head(&token.mint()), json!({ "alg": "RS256", "typ": "JWT" }), "as the real service's");
    let named = sso.token(USER, EPOCH).with_kid().mint();
    assert_eq!(head(&named), json!({ "alg": "RS256", "typ": "JWT", "kid": key["kid"] }));
    assert!(is_signed(&named, key));
    let good = json!({ "sub": USER, "aud": ["fastapi-users:auth"], "iat": EPOCH, "exp": EPOCH + 3_600 });
    assert_eq!(claims(&token), good);
    assert!(is_signed(&token.mint(), key));
}

#[tokio::test]
async fn invalid_claims_have_valid_signatures() {
    let sso = Sso::local().await.expect("a port");
    let key = keys(&sso).await.remove(0);
    let good = || sso.token(USER, EPOCH);
    let bad = [
        (good().expired(), "exp", json!(EPOCH - 1)),
        (good().without_exp(), "exp", Value::Null),
        (good().not_before(EPOCH + 60), "nbf", json!(EPOCH + 60)),
        (good().audience("others"), "aud", json!("others")),
        (good().issuer("me"), "iss", json!("me")),
        (good().subject(7), "sub", json!(7)),
        (good().without_subject(), "sub", Value::Null),
        (good().subject_null(), "sub", Value::Null),
    ];
    for (token, claim, value) in bad {
        assert_eq!(claims(&token)[claim], value, "{token:?}");
        assert!(is_signed(&token.mint(), &key), "{token:?}");
    }
    let named = |token: Token| claims(&token).as_object().is_some_and(|claims| claims.contains_key("sub"));
    assert!(named(good().subject_null()) && !named(good().without_subject()));
}

#[tokio::test]
async fn invalid_heads_and_signatures_have_valid_claims() {
    let sso = Sso::local().await.expect("a port");
    let key = keys(&sso).await.remove(0);
    let good = || sso.token(USER, EPOCH);
    assert_eq!(head(&good().unknown_kid().mint())["kid"], "nobody's");
    let critical = good().header("crit", json!(["b64"])).mint();
    assert_eq!(head(&critical)["crit"], json!(["b64"]));
    assert!(is_signed(&critical, &key));
    assert!(!is_signed(&good().tampered().mint(), &key));
    assert!(!is_signed(&good().signed_by_another_key().mint(), &key));
    let none = good().alg_none().mint();
    assert_eq!((&head(&none)["alg"], parts(&none)[2]), (&json!("none"), ""));
    for token in [good().hs256_with_public_key(), good().hs256_with_public_key_der()] {
        assert_eq!(head(&token.mint())["alg"], "HS256");
        assert_eq!(decoded(parts(&token.mint())[2]).len(), hmac::HMAC_SHA256.digest_algorithm().output_len());
    }
}

#[tokio::test]
async fn a_new_key_is_published_beside_the_old_one_until_that_is_retired() {
    let sso = Sso::local().await.expect("a port");
    let old = sso.token(USER, EPOCH).mint();
    sso.rotate();
    let new = sso.token(USER, EPOCH).mint();
    let both = keys(&sso).await;
    assert!(both.len() == 2 && is_signed(&old, &both[0]) && is_signed(&new, &both[1]));
    sso.retire_old();
    assert_eq!(keys(&sso).await, both[1..]);
    sso.publish_ids(false);
    assert_eq!(keys(&sso).await[0].get("kid"), None);
    sso.publish_ids(true);
    assert_eq!(sso.requests(SsoEndpoint::Keys), 3);
}

#[tokio::test]
async fn only_signed_in_callers_can_look_users_up() {
    let sso = Sso::local().await.expect("a port");
    let target = format!("/users/lookup?ids={USER}%2Cgone");
    assert_eq!(get(&sso, &target, "").await.status, 401);
    sso.delete_user("gone");
    let users = get(&sso, &target, "Cookie: a=b; criticalbit_access=x\r\n").await.json();
    let expected = json!([{
        "id": USER,
        "display_name": "User 0b7b1c0e",
        "email": "user-0b7b1c0e@example.org",
        "avatar_url": "https://avatars.example.org/0b7b1c0e.png",
    }]);
    assert_eq!(users, expected);
    assert_eq!(sso.looked_up(), [USER, "gone"]);
    sso.hide_emails_from(USER);
    let cookie = format!("Cookie: criticalbit_access={}\r\n", sso.token(USER, EPOCH).mint());
    assert_eq!(get(&sso, &target, &cookie).await.json()[0]["email"], Value::Null);
}

#[tokio::test]
async fn the_service_fails_on_demand() {
    let sso = Sso::local().await.expect("a port");
    sso.fault(SsoEndpoint::Keys, Fault::ServerError);
    assert_eq!(get(&sso, "/auth/jwks", "").await.status, 500);
    sso.fault(SsoEndpoint::Keys, Fault::CloseConnection);
    assert!(ask_with(sso.address(), "/auth/jwks", "").await.is_err());
    sso.clear_faults();
    assert_eq!(keys(&sso).await.len(), 1);
    assert_eq!(sso.requests(SsoEndpoint::Keys), 3);
}
