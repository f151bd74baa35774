//! A cup of one host, and requests to change it.

use domain::id::TournamentId;
use reqwest::header::HeaderMap;
use serde_json::Value;
use tests::{
    Service,
    service::HOST,
    tournament::{create, tournament},
};
use uuid::Uuid;

pub(crate) const CUP: &str = "/v1/tournaments/cup";

/// A service with `cup`, which HOST owns.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) cup: TournamentId,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn is_replay(&self) -> bool {
        self.headers.get("idempotency-replayed").is_some_and(|value| value == "true")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What identifies a new resource: the last part of its location.
    pub(crate) fn new_id(&self) -> i64 {
        self.header("location").rsplit('/').next().and_then(|id| id.parse().ok()).expect("a location")
    }
}

impl Fixture {
    pub(crate) async fn set() -> Self {
        Self::of(Service::start().await).await
    }

    pub(crate) async fn of(service: Service) -> Self {
        service.database.run("insert into leaderboards values (3, 'rm', true)").await;
        let cup = create(&service.database.pool, &tournament("cup")).await;
        service.make_owner(cup, HOST).await;
        Self { service, cup }
    }

    /// A request of `user`, with a key or without.
    pub(crate) async fn ask(
        &self,
        user: &str,
        (method, path): (&str, &str),
        body: &Value,
        key: Option<Uuid>,
    ) -> Answer {
        let key = key.map(|key| key.to_string());
        let headers: Vec<_> = key.iter().map(|key| ("idempotency-key", key.as_str())).collect();
        self.ask_with(user, (method, path), body, &headers).await
    }

    pub(crate) async fn ask_with(
        &self,
        user: &str,
        (method, path): (&str, &str),
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let token = self.service.token(user);
        let body = Some(body.clone()).filter(|body| !body.is_null());
        let (status, headers, body) = self.service.send(method, path, Some(&token), body, headers).await;
        Answer { status, headers, body }
    }

    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        self.service.database.value(query).await
    }

    pub(crate) async fn nudges(&self) -> i64 {
        self.count("select count(*) from nudges").await
    }

    pub(crate) async fn kept(&self) -> i64 {
        self.count("select count(*) from idempotency_keys").await
    }
}

/// A user of that number.
pub(crate) fn user(number: usize) -> String {
    Uuid::from_u128(0x1000 + number as u128).to_string()
}
