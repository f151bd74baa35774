//! Parses the upstream's query parameters with its checks: names are case-sensitive, arrays are JSON.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Uri;
use url::form_urlencoded;

use crate::ids::ProfileId;

/// The parameters of a request that names the game.
pub(super) struct Parameters {
    given: BTreeMap<String, String>,
}

impl Parameters {
    /// `None` if the query is not about this game.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let query = uri.query().unwrap_or_default();
        let given: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let ours = given.get("title").is_some_and(|title| title == "age2");
        ours.then_some(Self { given })
    }

    /// `profile_ids`, a JSON array of numbers.
    pub(super) fn profile_ids(&self) -> Option<BTreeSet<ProfileId>> {
        serde_json::from_str(self.given.get("profile_ids")?).ok()
    }

    /// `aliases`, a JSON array of exact names.
    pub(super) fn aliases(&self) -> Option<BTreeSet<String>> {
        serde_json::from_str(self.given.get("aliases")?).ok()
    }

    /// A number, or the default without one; `None` if it is something else.
    pub(super) fn number_or(&self, name: &str, otherwise: usize) -> Option<usize> {
        self.given.get(name).map_or(Some(otherwise), |text| text.parse().ok())
    }
}
