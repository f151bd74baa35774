//! Single requests that check for an operator whether the upstream still answers in the expected shape. A refused batch
//! is not halved, because the accepted size of a batch is checked too.

use domain::{clock::Timestamp, id::ProfileId};
use json_client::run_blocking;

use crate::{
    Error, MatchTypes,
    convert::{matches, players},
    relic::{Relic, mark_if_cut},
};

/// What one answer contained.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Rows that were understood.
    pub rows: usize,
    /// Rows that were not usable.
    pub dropped: usize,
    /// Accounts in it.
    pub accounts: Vec<ProfileId>,
    /// When the newest game in it ended.
    pub newest: Option<Timestamp>,
}

impl Relic {
    /// The most profiles in a request for stats.
    pub const STATS_BATCH: usize = players::BATCH;
    /// The most profiles in a request for histories.
    pub const HISTORIES_BATCH: usize = matches::BATCH;

    /// One page of lobbies.
    ///
    /// # Errors
    /// As the request fails.
    pub async fn sample_lobbies(&self, types: &MatchTypes) -> Result<Sample, Error> {
        let page = self.page(0, types).await?;
        let mut accounts: Vec<_> = page.rows.aliases.iter().map(|alias| alias.profile_id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        Ok(Sample { rows: page.rows.rows.len(), dropped: page.rows.dropped, accounts, newest: None })
    }

    /// The stats of these profiles.
    ///
    /// # Errors
    /// As the request fails; what is cut short is no answer.
    pub async fn sample_stats(&self, profiles: &[ProfileId]) -> Result<Sample, Error> {
        let body = self.ask_about(players::ENDPOINT, profiles.to_vec(), &players::LISTS).await?;
        let read = run_blocking(move || players::read(&body.text).map(|rows| mark_if_cut(rows, &body))).await?;
        if let Some(error) = read.incomplete {
            return Err(error);
        }
        let newest = read.rows.iter().flat_map(|stats| &stats.ratings).filter_map(|rating| rating.last_match_at).max();
        let accounts = read.rows.iter().map(|stats| stats.player.profile_id).collect();
        Ok(Sample { rows: read.rows.len(), dropped: read.dropped, accounts, newest })
    }

    /// The histories of these profiles.
    ///
    /// # Errors
    /// As the request fails; what is cut short is no answer.
    pub async fn sample_matches(&self, profiles: &[ProfileId], types: &MatchTypes) -> Result<Sample, Error> {
        let body = self.ask_about(matches::ENDPOINT, profiles.to_vec(), &matches::LISTS).await?;
        let types = types.clone();
        let read = run_blocking(move || matches::read(&body.text, &types).map(|rows| mark_if_cut(rows, &body))).await?;
        if let Some(error) = read.incomplete {
            return Err(error);
        }
        let newest = read.rows.iter().filter_map(|game| game.completed_at).max();
        Ok(Sample { rows: read.rows.len(), dropped: read.dropped, accounts: Vec::new(), newest })
    }
}
