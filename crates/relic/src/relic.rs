//! The client: what the pollers ask of the upstream, in the domain's words.

use std::collections::BTreeMap;

use domain::{
    id::{MatchId, ProfileId},
    live::Lobby,
    matches::Match,
    player::{Alias, PlayerStats},
    reference::Catalogue,
};

use crate::{
    Error, Gathered, Lobbies, MatchTypes, Settings, convert,
    gather::gather,
    transport::{TimeLimits, Transport},
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
        Ok(Self { transport: Transport::new(settings, limits)? })
    }

    /// Accounts and their ratings, by profile id. Profiles the upstream leaves out are in neither the
    /// rows nor the failures.
    pub async fn personal_stats(&self, profiles: &[ProfileId]) -> Gathered<PlayerStats> {
        let mut gathered = gather(profiles, STATS_BATCH, |batch| async move {
            let body = self.ask_about("leaderboard/GetPersonalStat", &batch).await?;
            aside(move || convert::players::read(&body)).await
        })
        .await;
        let rows = std::mem::take(&mut gathered.rows).into_iter();
        let by_id: BTreeMap<ProfileId, PlayerStats> = rows.map(|stats| (stats.player.profile_id, stats)).collect();
        gathered.rows = by_id.into_values().collect();
        gathered
    }

    /// The latest matches of each profile, by match id, and the names of all who played.
    pub async fn recent_matches(&self, profiles: &[ProfileId], types: &MatchTypes) -> Gathered<Match> {
        let mut gathered = gather(profiles, HISTORY_BATCH, |batch| async move {
            let body = self.ask_about("leaderboard/getRecentMatchHistory", &batch).await?;
            let types = types.clone();
            aside(move || convert::matches::read(&body, &types)).await
        })
        .await;
        gathered.rows = each_match_once(gathered.rows);
        gathered.aliases = each_alias_once(gathered.aliases);
        gathered
    }

    /// All lobbies, up to a thousand, newest first.
    ///
    /// # Errors
    /// Any failing page fails the whole: half a snapshot would end games that are on.
    pub async fn lobbies(&self, types: &MatchTypes) -> Result<Lobbies, Error> {
        let mut all = Lobbies::default();
        let mut seen = std::collections::BTreeSet::new();
        let mut listed = 0;
        for page in 0..PAGES {
            let (start, count) = ((page * PAGE).to_string(), PAGE.to_string());
            let parameters = [("start", start.as_str()), ("count", count.as_str())];
            let body = self.transport.get("advertisement/findAdvertisements", &parameters).await?;
            let types = types.clone();
            let page = aside(move || convert::lobbies::read(&body, &types)).await?;
            // New lobbies push old ones onto the next page while we read: the first sight is the newer.
            let fresh = |lobby: &Lobby| seen.insert(lobby.match_id);
            all.lobbies.extend(page.rows.rows.into_iter().filter(fresh));
            all.aliases.extend(page.rows.aliases);
            all.dropped += page.rows.dropped;
            listed += page.listed;
            if page.listed < PAGE {
                break;
            }
        }
        convert::refuse_useless(&all.lobbies, listed, "a usable lobby")?;
        all.aliases = each_alias_once(all.aliases);
        Ok(all)
    }

    /// Ladders, match types and civilizations.
    ///
    /// # Errors
    /// [`Error::EmptyCatalogue`] when any of the three is missing: keep the last good one.
    pub async fn catalogue(&self) -> Result<Catalogue, Error> {
        let body = self.transport.get("leaderboard/getAvailableLeaderboards", &[]).await?;
        let (catalogue, dropped) = aside(move || convert::catalogue::read(&body)).await?;
        if dropped > 0 {
            tracing::warn!(dropped, "the catalogue has rows of no use");
        }
        Ok(catalogue)
    }

    /// Lists go as JSON text in one parameter.
    async fn ask_about(&self, endpoint: &str, profiles: &[ProfileId]) -> Result<String, Error> {
        let ids: Vec<String> = profiles.iter().map(ToString::to_string).collect();
        let list = format!("[{}]", ids.join(","));
        self.transport.get(endpoint, &[("profile_ids", &list)]).await
    }
}

/// Runs `work` on a thread that may block. A panic in it goes on in here.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::Transport("the process is shutting down".to_owned())),
        },
    }
}

/// A match is in the history of everybody who played it. Where those differ, the later state wins:
/// a completed one over a running one, then the one that names more players.
fn each_match_once(matches: Vec<Match>) -> Vec<Match> {
    let rank = |found: &Match| (found.completed_at.is_some(), found.players.len());
    let mut by_id: BTreeMap<MatchId, Match> = BTreeMap::new();
    for found in matches {
        let known = by_id.get(&found.match_id);
        if known.is_none_or(|known| rank(&found) > rank(known)) {
            by_id.insert(found.match_id, found);
        }
    }
    by_id.into_values().collect()
}

fn each_alias_once(aliases: Vec<Alias>) -> Vec<Alias> {
    let by_id: BTreeMap<ProfileId, String> = aliases.into_iter().map(|alias| (alias.profile_id, alias.alias)).collect();
    by_id.into_iter().map(|(profile_id, alias)| Alias { profile_id, alias }).collect()
}

#[cfg(test)]
mod responder;
#[cfg(test)]
mod tests;
