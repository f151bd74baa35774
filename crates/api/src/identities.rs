//! Names of owners, looked up at the sign-on service with the caller's cookie, cached for a minute for that caller
//! alone, and omitted when it tells none or the look-up fails.

use std::{collections::HashMap, time::Duration};

use domain::id::UserId;
use http::header::COOKIE;
use moka::sync::Cache;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;

use crate::{auth::SignedIn, cookie::ACCESS_COOKIE, http_client};

const REMEMBERED: Duration = Duration::from_secs(60);
/// After a look-up that failed, none is made for the same caller for this time.
const PAUSE: Duration = Duration::from_secs(5);
/// The most look-ups of each kind that are remembered.
const MOST_REMEMBERED: u64 = 10_000;
/// The longest response that is accepted, in bytes.
const LONGEST: usize = 256 * 1024;

/// The name of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Identity {
    #[serde(default)]
    pub(crate) display_name: Option<String>,
    #[serde(default)]
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) avatar_url: Option<String>,
}

/// The look-up and its cache.
#[derive(Debug)]
pub(crate) struct Identities {
    /// `None` if there is no sign-on service: then no name is known.
    url: Option<Url>,
    /// Whether the built-in sign-in is on too.
    signs_in: bool,
    http: Client,
    /// Keyed by caller, then by user: the sign-on service may tell one caller more than another. `None` if it tells
    /// nothing of the user.
    known: Cache<(UserId, UserId), Option<Identity>>,
    /// When a caller's look-up last failed.
    failed: Cache<UserId, Instant>,
}

impl Identities {
    pub(crate) fn new(base: Option<Url>, signs_in: bool) -> Self {
        let url = base.map(|mut base| {
            base.set_path(&format!("{}/users/lookup", base.path().trim_end_matches('/')));
            base
        });
        let known = Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(REMEMBERED).build();
        let failed = Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(REMEMBERED).build();
        Self { url, signs_in, http: http_client::client(), known, failed }
    }

    /// Returns those of `users` that the sign-on service shows to `caller`. Users of the built-in sign-in are not
    /// looked up there, and their tokens are never sent there.
    pub(crate) async fn of(&self, users: &[UserId], caller: &SignedIn<'_>) -> HashMap<UserId, Identity> {
        let key = |user: &UserId| (caller.user, *user);
        let theirs = |user: &&UserId| !(self.signs_in && user.is_built_in());
        let unknown = users.iter().filter(theirs).filter(|user| !self.known.contains_key(&key(user)));
        let unknown: Vec<_> = unknown.collect();
        let may_ask = !unknown.is_empty() && caller.session.is_none() && !self.is_paused(caller.user);
        if let Some(url) = self.url.as_ref().filter(|_| may_ask) {
            match self.look_up(url, &unknown, caller.token).await {
                Ok(found) => {
                    for user in &unknown {
                        self.known.insert(key(user), found.get(*user).cloned());
                    }
                }
                Err(reason) => {
                    self.failed.insert(caller.user, Instant::now());
                    tracing::warn!(
                        reason,
                        "owners' names cannot be looked up and are left out: check AUTH_API_BASE_URL"
                    );
                }
            }
        }
        users.iter().filter_map(|user| Some((*user, self.known.get(&key(user))??))).collect()
    }

    /// Whether a look-up of this caller failed a moment ago.
    fn is_paused(&self, caller: UserId) -> bool {
        self.failed.get(&caller).is_some_and(|failed| failed.elapsed() < PAUSE)
    }

    async fn look_up(
        &self,
        url: &Url,
        users: &[&UserId],
        token: &str,
    ) -> Result<HashMap<UserId, Identity>, &'static str> {
        let ids: Vec<_> = users.iter().map(ToString::to_string).collect();
        let request = self.http.get(url.clone()).query(&[("ids", ids.join(","))]);
        let body = http_client::read(request.header(COOKIE, format!("{ACCESS_COOKIE}={token}")), LONGEST).await?;
        let body: Value = serde_json::from_slice(&body).map_err(|_| "not JSON")?;
        Ok(identities(&body))
    }
}

/// Parses the people in a response: a list of them, or one under `users` or `items`. People without an id are skipped.
fn identities(body: &Value) -> HashMap<UserId, Identity> {
    let list = [Some(body), body.get("users"), body.get("items")];
    let people = list.into_iter().flatten().find_map(Value::as_array);
    let person = |person: &Value| {
        let id = person.get("id").or_else(|| person.get("user_id"))?.as_str()?.parse().ok()?;
        Some((UserId(id), Identity::deserialize(person).ok()?))
    };
    people.into_iter().flatten().filter_map(person).collect()
}
