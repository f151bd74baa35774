//! Actions of hosts: signing in, owning tournaments, writing.

use std::{
    net::Ipv4Addr,
    sync::atomic::{AtomicU32, Ordering},
};

use domain::{
    clock::Clock as _,
    id::{TournamentId, UserId},
};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;
use store::owners;

use super::Service;

/// A user who hosts.
pub const HOST: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
/// Another user who hosts.
pub const RIVAL: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0002";

/// Each request comes from a new address of this network, from 10.0.0.1 on.
static NEXT_ADDRESS: AtomicU32 = AtomicU32::new(0x0a00_0001);

impl Service {
    /// A valid token of a user, by the service's clock.
    #[must_use]
    pub fn token(&self, user: &str) -> String {
        self.unminted_token(user).mint()
    }

    /// The same, to be changed before it is minted.
    pub fn unminted_token(&self, user: &str) -> sim::Token {
        self.sso.token(user, self.clock.now().unix_seconds())
    }

    /// Makes a user an owner; the first one also becomes the tournament's creator.
    pub async fn make_owner(&self, of: TournamentId, user: &str) {
        let mut tx = self.database.pool.begin().await.unwrap();
        let user = UserId(user.parse().expect("a UUID"));
        owners::grant(&mut tx, of, user).await.unwrap();
        sqlx::query("update tournaments set created_by = $2 where id = $1 and created_by = $3")
            .bind(of.0)
            .bind(user.0)
            .bind(crate::tournament::nobody().0)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Sends a request and reads its answer, whatever its status; without a body it is null. It comes from an address
    /// of its own, so that limits of writes do not apply, unless `headers` has an `x-forwarded-for`.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> (u16, HeaderMap, Value) {
        let method = method.parse().expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.base_url));
        if let Some(token) = token {
            request = request.header("cookie", format!("criticalbit_access={token}"));
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for")) {
            let address = Ipv4Addr::from(NEXT_ADDRESS.fetch_add(1, Ordering::Relaxed));
            request = request.header("x-forwarded-for", address.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.background.beside(request.send()).await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("a body");
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        (status, headers, body)
    }
}
