//! Signing in by the built-in sign-in: hosts, their links, and tokens signed with the service's own key.

use api::{LinkToken, Settings};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{clock::Clock as _, id::UserId, name::Name};
use reqwest::{Response, header::SET_COOKIE};
use rsa::{
    RsaPrivateKey,
    pkcs1::DecodeRsaPrivateKey as _,
    pkcs1v15::SigningKey,
    sha2::Sha256,
    signature::{SignatureEncoding as _, Signer as _},
};
use serde_json::{Value, json};
use store::sign_in::{hosts, links};
use tests::{Service, service::settings};

use super::fixture::Fixture;

/// A host of the built-in sign-in.
pub(crate) const ANNA: &str = "0de30000-0000-8000-8000-000000000001";
/// Another one.
pub(crate) const BERT: &str = "0de30000-0000-8000-8000-000000000002";

/// Settings under which hosts sign in here.
pub(crate) fn on() -> Settings {
    Settings { builtin_sign_in: Some(true), ..settings() }
}

/// The two cups, with Anna and Bert as hosts.
pub(crate) async fn fixture() -> Fixture {
    let fixture = Fixture::with(&on()).await;
    add_hosts(&fixture.service).await;
    fixture
}

pub(crate) async fn add_hosts(service: &Service) {
    let mut tx = service.database.pool.begin().await.unwrap();
    for (user, name) in [(ANNA, "Anna"), (BERT, "Bert")] {
        hosts::add(&mut tx, id(user), &Name::new(name).unwrap(), service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) fn id(user: &str) -> UserId {
    UserId(user.parse().unwrap())
}

/// A new link's path, as an operator gets it.
pub(crate) async fn link(service: &Service, user: &str) -> String {
    let token = LinkToken::random();
    let mut connection = service.database.pool.acquire().await.unwrap();
    let expires_at = service.clock.now() + LinkToken::LIFETIME;
    links::replace(&mut connection, id(user), &token.digest(), expires_at).await.unwrap();
    token.path()
}

/// A form that is sent; from an address that is not limited yet unless the headers name one.
pub(crate) async fn post(service: &Service, path: &str, headers: &[(&str, &str)]) -> Response {
    post_to(service, &service.base_url, path, headers).await
}

/// The same at another instance.
pub(crate) async fn post_to(service: &Service, base_url: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0x0c00_0001);
    let mut request = service.client.post(format!("{base_url}{path}"));
    if !headers.iter().any(|(name, _)| *name == "x-forwarded-for") {
        let address = std::net::Ipv4Addr::from(NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        request = request.header("x-forwarded-for", address.to_string());
    }
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.expect("an answer")
}

/// The token of the cookie that an answer sets.
pub(crate) fn token_of(answer: &Response) -> Option<String> {
    let cookie = answer.headers().get(SET_COOKIE)?.to_str().unwrap();
    let (token, _) = cookie.strip_prefix("criticalbit_access=").expect("the access cookie").split_once(';').unwrap();
    Some(token.to_owned())
}

/// Signs a host in: the token.
pub(crate) async fn sign_in(service: &Service, user: &str) -> String {
    let answer = post(service, &link(service, user).await, &[]).await;
    assert_eq!(answer.status(), 303);
    token_of(&answer).expect("a cookie")
}

/// The status of `/v1/me`, and what it says.
pub(crate) async fn me(service: &Service, token: &str) -> (u16, Value) {
    let (status, _, body) = service.send("GET", "/v1/me", Some(token), None, &[]).await;
    (status, body)
}

/// What a token says: its header, and its claims.
pub(crate) fn read(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut next = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (next(), next())
}

/// A token of a session, to be changed before it is signed with the service's own key.
pub(crate) struct Forge {
    key: SigningKey<Sha256>,
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

impl Forge {
    /// One that is as good as `token` as it stands.
    pub(crate) async fn of(service: &Service, token: &str) -> Self {
        let key: Vec<u8> =
            service.database.value("select private_key from signing_keys where retired_at is null").await;
        let key = SigningKey::new(RsaPrivateKey::from_pkcs1_der(&key).unwrap());
        let (header, claims) = read(token);
        Self { key, header, claims }
    }

    /// With other claims; null for none.
    pub(crate) fn with(&self, changed: &Value) -> String {
        let mut claims = self.claims.clone();
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.sign(&self.header, &claims)
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let signature = self.key.try_sign(message.as_bytes()).unwrap().to_bytes();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Tokens of the built-in sign-in that are not good, each for a reason of its own; those that the last ones name
    /// have to be looked for before that is known.
    pub(crate) fn bad(&self) -> Vec<(&'static str, String)> {
        let now = self.claims["iat"].as_i64().unwrap();
        let headed = |name: &str, value: Value| {
            let mut header = self.header.clone();
            header[name] = value;
            self.sign(&header, &self.claims)
        };
        let good = self.with(&json!({}));
        let (message, _) = good.rsplit_once('.').unwrap();
        let other = self.with(&json!({"sub": BERT}));
        let (_, signature) = other.rsplit_once('.').unwrap();
        vec![
            ("expired", self.with(&json!({"exp": now}))),
            ("without an end", self.with(&json!({"exp": null}))),
            ("not yet good", self.with(&json!({"nbf": now + 60}))),
            ("wrong audience", self.with(&json!({"aud": "fastapi-users:verify"}))),
            ("another issuer", self.with(&json!({"iss": "https://sso.example"}))),
            ("no issuer", self.with(&json!({"iss": null}))),
            ("a user of another service", self.with(&json!({"sub": tests::service::HOST}))),
            ("another host", other.clone()),
            ("no session", self.with(&json!({"sid": null}))),
            ("a session that is no id", self.with(&json!({"sid": "x"}))),
            ("no time of issue", self.with(&json!({"iat": null}))),
            ("another token's signature", format!("{message}.{signature}")),
            ("HS256", headed("alg", json!("HS256"))),
            ("crit", headed("crit", json!(["b64"]))),
            ("no key", headed("kid", Value::Null)),
            ("an unknown key", headed("kid", json!(ANNA))),
            ("an unknown session", self.with(&json!({"sid": ANNA}))),
        ]
    }
}
