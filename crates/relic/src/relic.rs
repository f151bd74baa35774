//! The client of the upstream. What it fetches is beside the conversion of each endpoint's rows, in `convert`.

use std::collections::BTreeSet;

use domain::id::ProfileId;

use json_client::{List, Readable, TimeLimits};

use crate::{
    BatchResult, Error, Failure, Settings,
    batch_result::Rows,
    fetch_batched::{FetchedBatches, fetch_batched},
    transport::Transport,
};

/// A client of the upstream; clones share their connections.
///
/// Answers are parsed off the async threads: a batch of histories takes tens of milliseconds.
#[derive(Clone, Debug)]
pub struct Relic {
    pub(crate) transport: Transport,
    /// Whether other requests of the same kind are currently answered.
    is_answering: bool,
}

impl Relic {
    /// Creates a client, without sending a request. A request may take 5 s to connect and 20 s in all.
    ///
    /// # Errors
    /// [`Error::Settings`] when the base URL is not an HTTP one, or the contact does not fit into a header.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        Self::with_limits(settings, TimeLimits::default())
    }

    fn with_limits(settings: &Settings, limits: TimeLimits) -> Result<Self, Error> {
        Ok(Self { transport: Transport::new(settings, limits)?, is_answering: false })
    }

    /// Returns a client for further requests of a kind of which one was answered a moment ago: a failed batch is halved
    /// at once, because its profiles are at fault and not the server.
    #[must_use]
    pub fn while_answering(&self, is_answering: bool) -> Self {
        Self { is_answering, ..self.clone() }
    }

    /// Fetches what an endpoint has of profiles, in batches of `size`.
    pub(crate) async fn fetch_batched<T, F, R>(
        &self,
        endpoint: &'static str,
        profiles: &[ProfileId],
        size: usize,
        fetch: F,
    ) -> BatchResult<T>
    where
        F: Fn(Vec<ProfileId>) -> R,
        R: Future<Output = Result<Rows<T>, Error>>,
    {
        let health = self.transport.health();
        let other_endpoints = || {
            health.failing(endpoint);
            health.other_endpoints(endpoint)
        };
        let FetchedBatches { mut fetched, all_batches_failed, tallies } =
            fetch_batched(profiles, size, self.is_answering, other_endpoints, fetch).await;
        if !all_batches_failed {
            health.recovered(endpoint);
        }
        if let Some(lacks) = health.drifted(&tallies) {
            let failed: BTreeSet<_> = fetched.failures.iter().flat_map(|failure| &failure.profiles).copied().collect();
            let mut others = profiles.to_vec();
            others.retain(|id| !failed.contains(id));
            (fetched.rows, fetched.aliases) = (Vec::new(), Vec::new());
            if !others.is_empty() {
                fetched.failures.push(Failure { profiles: others, error: Error::WrongShape { lacks } });
            }
        }
        fetched
    }

    /// Requests `endpoint` about these profiles, whose ids are a JSON list in one parameter.
    pub(crate) async fn ask_about(
        &self,
        endpoint: &'static str,
        profiles: Vec<ProfileId>,
        lists: &'static [List],
    ) -> Result<Readable, Error> {
        let ids: Vec<String> = profiles.iter().map(ToString::to_string).collect();
        let list = format!("[{}]", ids.join(","));
        self.transport.get(endpoint, &[("profile_ids", &list)], lists).await
    }
}

/// Marks the rows of an answer that was cut short as incomplete.
pub(crate) fn mark_if_cut<T>(mut rows: Rows<T>, answer: &Readable) -> Rows<T> {
    if answer.is_cut {
        rows.incomplete = Some(Error::not_json(&answer.text));
    }
    rows
}

#[cfg(test)]
mod responder;
#[cfg(test)]
mod tests;
