//! The client: what the pollers ask of the upstream, in the domain's words.

use std::collections::BTreeSet;

use domain::{id::ProfileId, matches::Match, player::PlayerStats, reference::Catalogue};

use json_client::{List, Readable, TimeLimits, aside};

use crate::{
    BatchResult, Error, Failure, Lobbies, MatchTypes, Settings,
    batch_result::{Rows, Tallies},
    convert::{self, lobbies::Page},
    fetch_batched::{FetchedBatches, fetch_batched},
    reconcile,
    transport::Transport,
};

/// Profiles per request for personal stats.
const STATS_BATCH: usize = 100;
/// Profiles per request for histories, of about 400 KB each.
const HISTORY_BATCH: usize = 10;
/// Lobbies per page; the upstream gives no more.
const PAGE: usize = 100;
/// Pages of lobbies read at most.
const PAGES: usize = 10;

/// A client of the upstream; clones share their connections.
///
/// Answers are read away from the async threads: a batch of histories takes tens of milliseconds.
#[derive(Clone, Debug)]
pub struct Relic {
    transport: Transport,
    /// Whether requests go out beside others of their kind that are answered.
    is_answering: bool,
}

impl Relic {
    /// Makes a client; asks nothing yet. A request may take 5 s to connect and 20 s in all.
    ///
    /// # Errors
    /// [`Error::Settings`] when the base URL is not one of HTTP, or the contact does not fit a header.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        Self::with_limits(settings, TimeLimits::default())
    }

    fn with_limits(settings: &Settings, limits: TimeLimits) -> Result<Self, Error> {
        Ok(Self { transport: Transport::new(settings, limits)?, is_answering: false })
    }

    /// The same client for further requests of a kind of which one was answered a moment ago: where a batch fails, the
    /// profiles in it are to blame and not the server, and it is asked for in halves at once.
    #[must_use]
    pub fn while_answering(&self, is_answering: bool) -> Self {
        Self { is_answering, ..self.clone() }
    }

    /// Accounts and their ratings, by profile id. Profiles the upstream leaves out are in neither the
    /// rows nor the failures.
    pub async fn personal_stats(&self, profiles: &[ProfileId]) -> BatchResult<PlayerStats> {
        const ENDPOINT: &str = "leaderboard/GetPersonalStat";
        let fetch = |batch| async move {
            let body = self.ask_about(ENDPOINT, batch, &convert::players::LISTS).await?;
            aside(move || convert::players::read(&body.text).map(|rows| not_beyond(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(ENDPOINT, profiles, STATS_BATCH, fetch).await;
        fetched.rows = reconcile::stats(fetched.rows);
        fetched
    }

    /// The latest matches of each profile, by match id, and the names of all who played.
    pub async fn recent_matches(&self, profiles: &[ProfileId], types: &MatchTypes) -> BatchResult<Match> {
        const ENDPOINT: &str = "leaderboard/getRecentMatchHistory";
        let fetch = |batch| async move {
            let body = self.ask_about(ENDPOINT, batch, &convert::matches::LISTS).await?;
            let types = types.clone();
            aside(move || convert::matches::read(&body.text, &types).map(|rows| not_beyond(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(ENDPOINT, profiles, HISTORY_BATCH, fetch).await;
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
        let elsewhere = || {
            health.failing(endpoint);
            health.elsewhere(endpoint)
        };
        let FetchedBatches { mut fetched, all_batches_failed, tallies } =
            fetch_batched(profiles, size, self.is_answering, elsewhere, fetch).await;
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

    /// All lobbies, up to a thousand, newest first.
    ///
    /// # Errors
    /// Any failing page fails the whole, as does one that is cut short: half a snapshot would end games
    /// that are on. [`Error::WrongShape`] when no lobby can be read any more.
    pub async fn lobbies(&self, types: &MatchTypes) -> Result<Lobbies, Error> {
        let mut all = Lobbies::default();
        let mut tallies = Tallies::default();
        let mut seen = BTreeSet::new();
        for page in 0..PAGES {
            let page = self.page(page * PAGE, types).await?;
            tallies.add(&page.rows.tallies);
            let known = seen.len();
            // New lobbies push old ones onto the next page while we read: the first sight is the newer.
            all.lobbies.extend(page.rows.rows.into_iter().filter(|lobby| seen.insert(lobby.match_id)));
            seen.extend(&page.unread);
            all.unread.extend(page.unread);
            all.has_unknown |= page.has_unknown;
            all.aliases.extend(page.rows.aliases);
            all.dropped += page.rows.dropped;
            // A page that brings nothing new is the same one again.
            if page.listed < PAGE || seen.len() == known {
                break;
            }
        }
        if let Some(lacks) = self.transport.health().drifted(&tallies) {
            return Err(Error::WrongShape { lacks });
        }
        all.unread.retain(|id| all.lobbies.iter().all(|lobby| lobby.match_id != *id));
        all.aliases = reconcile::aliases(all.aliases);
        Ok(all)
    }

    async fn page(&self, start: usize, types: &MatchTypes) -> Result<Page, Error> {
        let (start, count) = (start.to_string(), PAGE.to_string());
        let parameters = [("start", start.as_str()), ("count", count.as_str())];
        let body =
            self.transport.get("advertisement/findAdvertisements", &parameters, &convert::lobbies::LISTS).await?;
        if body.is_cut {
            return Err(Error::not_json(&body.text));
        }
        let types = types.clone();
        aside(move || {
            let mut page = convert::lobbies::read(&body.text, &types)?;
            if body.is_salvaged && page.rows.rows.is_empty() {
                return Err(Error::not_json(&body.text));
            }
            if body.is_salvaged {
                // How many there were is not known for certain: the next page tells whether there is one.
                page.listed = page.listed.max(PAGE);
            }
            Ok(page)
        })
        .await
    }

    /// Ladders, match types and civilizations.
    ///
    /// # Errors
    /// [`Error::EmptyCatalogue`] when any of the three is missing: keep the last good one.
    pub async fn catalogue(&self) -> Result<Catalogue, Error> {
        let body = self.transport.get("leaderboard/getAvailableLeaderboards", &[], &[]).await?;
        let (catalogue, dropped) = aside(move || convert::catalogue::read(&body.text)).await?;
        if dropped > 0 {
            tracing::warn!(dropped, "the catalogue has rows of no use");
        }
        Ok(catalogue)
    }

    /// Lists go as JSON text in one parameter.
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

/// The rows of an answer that was cut short are not all there were.
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
