//! The client of the upstream: what the polls fetch, as domain types.

mod examine;
mod lobbies;

use std::collections::BTreeSet;

use domain::{found_account::AccountKey, id::ProfileId, matches::Match, player::PlayerStats, reference::Catalogue};

use json_client::{List, Readable, TimeLimits, run_blocking};

use crate::{
    BatchResult, Error, Failure, MatchTypes, Settings,
    batch_result::Rows,
    convert,
    fetch_batched::{FetchedBatches, fetch_batched},
    reconcile,
    transport::Transport,
};

pub use examine::Sample;

/// Where accounts and their ratings are.
const PERSONAL_STAT: &str = "leaderboard/GetPersonalStat";
/// Where histories are.
const RECENT_MATCHES: &str = "leaderboard/getRecentMatchHistory";
/// The upstream's code for a name that nobody has (`UNREGISTERED_PROFILE_NAME`).
const NOBODY: i64 = 3;
/// Profiles per request for personal stats.
const STATS_BATCH: usize = 100;
/// Profiles per request for histories, of about 400 KB each.
const HISTORY_BATCH: usize = 10;

/// A client of the upstream; clones share their connections.
///
/// Answers are parsed off the async threads: a batch of histories takes tens of milliseconds.
#[derive(Clone, Debug)]
pub struct Relic {
    transport: Transport,
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

    /// Accounts and their ratings, by profile id. Profiles that the upstream leaves out are in neither the rows nor the
    /// failures.
    pub async fn personal_stats(&self, profiles: &[ProfileId]) -> BatchResult<PlayerStats> {
        let fetch = |batch| async move {
            let body = self.ask_about(PERSONAL_STAT, batch, &convert::players::LISTS).await?;
            run_blocking(move || convert::players::read(&body.text).map(|rows| not_beyond(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(PERSONAL_STAT, profiles, STATS_BATCH, fetch).await;
        fetched.rows = reconcile::stats(fetched.rows);
        fetched
    }

    /// The accounts of a number or of an exact name, with their ratings; none, if there are none. Asked in one request, which
    /// says nothing of how the polls' requests fare.
    ///
    /// # Errors
    /// As the request fails; what is cut short is no answer.
    pub async fn accounts(&self, key: &AccountKey) -> Result<Vec<PlayerStats>, Error> {
        let (name, list) = match key {
            AccountKey::Number(profile) => ("profile_ids", format!("[{profile}]")),
            AccountKey::Alias(alias) => ("aliases", serde_json::Value::from([alias.as_str()].as_slice()).to_string()),
        };
        let answer = self.transport.get(PERSONAL_STAT, &[(name, &list)], &convert::players::LISTS).await;
        let body = match answer {
            Err(Error::ResultCode { code: NOBODY, .. }) => return Ok(Vec::new()),
            answer => answer?,
        };
        let rows = run_blocking(move || convert::players::read(&body.text).map(|rows| not_beyond(rows, &body))).await?;
        match rows.trouble {
            Some(trouble) => Err(trouble),
            None => {
                let is_asked = |stats: &PlayerStats| match key {
                    AccountKey::Number(profile) => stats.player.profile_id == *profile,
                    AccountKey::Alias(_) => true,
                };
                Ok(rows.rows.into_iter().filter(is_asked).collect())
            }
        }
    }

    /// The latest matches of each profile, by match id, and the names of all who played.
    pub async fn recent_matches(&self, profiles: &[ProfileId], types: &MatchTypes) -> BatchResult<Match> {
        let fetch = |batch| async move {
            let body = self.ask_about(RECENT_MATCHES, batch, &convert::matches::LISTS).await?;
            let types = types.clone();
            run_blocking(move || convert::matches::read(&body.text, &types).map(|rows| not_beyond(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(RECENT_MATCHES, profiles, HISTORY_BATCH, fetch).await;
        fetched.rows = reconcile::matches(fetched.rows);
        fetched.aliases = reconcile::aliases(fetched.aliases);
        fetched
    }

    async fn fetch_batched<T, F, R>(
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
            health.well(endpoint);
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

    /// Ladders, match types and civilizations.
    ///
    /// # Errors
    /// [`Error::EmptyCatalogue`] when any of the three is missing: the caller should keep the last good one.
    pub async fn catalogue(&self) -> Result<Catalogue, Error> {
        let body = self.transport.get("leaderboard/getAvailableLeaderboards", &[], &[]).await?;
        let (catalogue, dropped) = run_blocking(move || convert::catalogue::read(&body.text)).await?;
        if dropped > 0 {
            tracing::warn!(dropped, "the catalogue has rows of no use");
        }
        Ok(catalogue)
    }

    /// Requests `endpoint` with lists as JSON text in one parameter.
    async fn ask_about(
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
fn not_beyond<T>(mut rows: Rows<T>, answer: &Readable) -> Rows<T> {
    if answer.is_cut {
        rows.trouble = Some(Error::not_json(&answer.text));
    }
    rows
}

#[cfg(test)]
mod responder;
#[cfg(test)]
mod tests;
