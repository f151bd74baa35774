//! Personal stats: accounts and their ratings, which are joined by the groups' ids.

mod groups;

use domain::{
    found_account::AccountKey,
    id::{LeaderboardId, ProfileId},
    player::{PlayerStats, PolledRating, Rank},
};

use json_client::{Field, List, object, run_blocking};

use super::{non_negative, time};
use crate::{
    BatchResult, Error,
    batch_result::Rows,
    reconcile,
    relic::{Relic, mark_if_cut},
};
use groups::{StatGroups, Team};

/// The rows of an answer, with the upstream's field names.
mod wire {
    json_client::rows! {
        /// `leaderboard/GetPersonalStat`.
        PersonalStats {
            #[serde(rename = "statGroups")] stat_groups,
            #[serde(rename = "leaderboardStats")] leaderboard_stats,
        }
        /// One of `statGroups`.
        StatGroup { id, r#type, members }
        /// One of `leaderboardStats`.
        LeaderboardStat {
            statgroup_id, leaderboard_id, wins, losses, streak, drops, rank, ranktotal, rating,
            regionrank, regionranktotal, lastmatchdate, highestrating,
        }
    }
}

/// Where accounts and their ratings are.
pub(crate) const ENDPOINT: &str = "leaderboard/GetPersonalStat";
/// Profiles per request.
pub(crate) const BATCH: usize = 100;
/// The upstream's code for a name that nobody has (`UNREGISTERED_PROFILE_NAME`).
const NOBODY: i64 = 3;
/// The lists of an answer.
pub(crate) const LISTS: [List; 2] =
    [List::new("statGroups", "members"), List::new("leaderboardStats", "leaderboard_id")];

impl Relic {
    /// Accounts and their ratings, by profile id. Profiles that the upstream leaves out are in neither the rows nor the
    /// failures.
    pub async fn personal_stats(&self, profiles: &[ProfileId]) -> BatchResult<PlayerStats> {
        let fetch = |batch| async move {
            let body = self.ask_about(ENDPOINT, batch, &LISTS).await?;
            run_blocking(move || read(&body.text).map(|rows| mark_if_cut(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(ENDPOINT, profiles, BATCH, fetch).await;
        fetched.rows = reconcile::stats(fetched.rows);
        fetched
    }

    /// The accounts of a number or of an exact name, with their ratings; none, if there are none. A single
    /// request, outside of the rounds whose failures tell whether the endpoint is failing.
    ///
    /// # Errors
    /// As the request fails; what is cut short is no answer.
    pub async fn accounts(&self, key: &AccountKey) -> Result<Vec<PlayerStats>, Error> {
        let (name, list) = match key {
            AccountKey::Number(profile) => ("profile_ids", format!("[{profile}]")),
            AccountKey::Alias(alias) => ("aliases", serde_json::Value::from([alias.as_str()].as_slice()).to_string()),
        };
        let answer = self.transport.get(ENDPOINT, &[(name, &list)], &LISTS).await;
        let body = match answer {
            Err(Error::ResultCode { code: NOBODY, .. }) => return Ok(Vec::new()),
            answer => answer?,
        };
        let rows = run_blocking(move || read(&body.text).map(|rows| mark_if_cut(rows, &body))).await?;
        match rows.incomplete {
            Some(error) => Err(error),
            None => {
                let is_asked = |stats: &PlayerStats| match key {
                    AccountKey::Number(profile) => stats.player.profile_id == *profile,
                    AccountKey::Alias(_) => true,
                };
                Ok(rows.rows.into_iter().filter(is_asked).collect())
            }
        }
    }
}

/// Reads an answer of `GetPersonalStat`; players by profile id, ratings by ladder.
///
/// # Errors
/// [`Error::NotJson`] and [`Error::WrongShape`] when the answer is no object, or has no list of groups.
pub(crate) fn read(body: &str) -> Result<Rows<PlayerStats>, Error> {
    let answer: wire::PersonalStats<'_> = object(body)?;
    if let Some(lacks) = answer.stat_groups.lacks_list("statGroups") {
        return Err(lacks);
    }
    let mut rows = Rows::default();
    let groups = StatGroups::read(answer.stat_groups, &mut rows);
    let ratings = ratings(answer.leaderboard_stats, &groups, &mut rows);
    // The ratings of accounts without any are null. An answer without the key is incomplete.
    if !answer.leaderboard_stats.is_null() {
        rows.incomplete = answer.leaderboard_stats.lacks_list("leaderboardStats");
    }
    let of = |profile_id| ratings.iter().filter(move |rating| rating.profile_id == profile_id).cloned().collect();
    let all = groups.players.into_iter().map(|player| PlayerStats { ratings: of(player.profile_id), player });
    rows.rows = reconcile::stats(all.collect());
    Ok(rows)
}

fn ratings(list: Field<'_>, groups: &StatGroups, rows: &mut Rows<PlayerStats>) -> Vec<PolledRating> {
    let mut unreadable = 0;
    let listed: Vec<wire::LeaderboardStat<'_>> = list.rows_and_strange(&mut rows.dropped, &mut unreadable);
    let mut ratings = Vec::new();
    for stat in listed {
        let owner = match stat.statgroup_id.int().map(|group| groups.owner(group)) {
            Some(Err(Team)) => continue,
            Some(Ok(owner)) => owner,
            None => None,
        };
        match owner.and_then(|owner| rating(stat, owner)) {
            Some(rating) => ratings.push(rating),
            None => {
                rows.dropped += 1;
                unreadable +=
                    usize::from([stat.statgroup_id, stat.leaderboard_id, stat.rating].iter().any(|f| f.is_no_number()));
            }
        }
    }
    rows.tallies.count("a usable rating", ratings.len(), unreadable);
    ratings
}

/// Reads a rating; a row without a ladder or a rating is unusable.
fn rating(stat: wire::LeaderboardStat<'_>, profile_id: ProfileId) -> Option<PolledRating> {
    let current_rating = stat.rating.int()?;
    // Unranked accounts have rank -1; nobody is at 0.
    let rank = |field: Field<'_>| field.int().map(|rank| if rank > 0 { Rank::At(rank) } else { Rank::Unranked });
    Some(PolledRating {
        profile_id,
        leaderboard_id: non_negative(stat.leaderboard_id.int()).map(LeaderboardId)?,
        current_rating,
        // `highestrating` can be 0, or below the current rating.
        max_rating: stat.highestrating.int().map(|highest| highest.max(current_rating)),
        wins: non_negative(stat.wins.int()),
        losses: non_negative(stat.losses.int()),
        streak: stat.streak.int(),
        drops: non_negative(stat.drops.int()),
        rank: rank(stat.rank),
        rank_total: non_negative(stat.ranktotal.int()),
        region_rank: rank(stat.regionrank),
        region_rank_total: non_negative(stat.regionranktotal.int()),
        // 0 for accounts that never played.
        last_match_at: time(stat.lastmatchdate),
    })
}

#[cfg(test)]
mod tests;
