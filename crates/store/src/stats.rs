//! Accounts and ratings, as a stats poll brings them.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::ProfileId,
    player::{Player, PlayerStats, PolledRating, Rank},
};

use crate::{
    Error, Write,
    columns::{column, time},
};

/// Writes what differs from what is stored, of each account and each of its ladders once, appends an observation for every changed pair of peak and
/// current rating, and returns the accounts of which anything changed.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Write, stats: &[PlayerStats], now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let players: Vec<&Player> = stats.iter().map(|stats| &stats.player).collect();
    let ratings: Vec<&PolledRating> = stats.iter().flat_map(|stats| &stats.ratings).collect();
    let mut changed = save_players(tx, &players, now).await?;
    changed.extend(save_ratings(tx, &ratings, now).await?);
    Ok(changed.into_iter().map(ProfileId).collect())
}

async fn save_players(tx: &mut Write, players: &[&Player], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_file_scalar!(
        "src/stats/save_players.sql",
        &column(players, |p| p.profile_id.0),
        &column(players, |p| p.alias.clone()) as &[Option<String>],
        &column(players, |p| p.steam_id.clone()) as &[Option<String>],
        &column(players, |p| p.xbox_id.clone()) as &[Option<String>],
        &column(players, |p| p.country.clone()) as &[Option<String>],
        &column(players, |p| p.clan_name.clone()) as &[Option<String>],
        &column(players, |p| p.region_id) as &[Option<i64>],
        &column(players, |p| p.level) as &[Option<i64>],
        &column(players, |p| p.xp) as &[Option<i64>],
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}

async fn save_ratings(tx: &mut Write, ratings: &[&PolledRating], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_file_scalar!(
        "src/stats/save_ratings.sql",
        &column(ratings, |r| r.profile_id.0),
        &column(ratings, |r| r.leaderboard_id.0),
        &column(ratings, |r| r.current_rating),
        &column(ratings, |r| r.max_rating) as &[Option<i64>],
        &column(ratings, |r| r.wins) as &[Option<i64>],
        &column(ratings, |r| r.losses) as &[Option<i64>],
        &column(ratings, |r| r.streak) as &[Option<i64>],
        &column(ratings, |r| r.drops) as &[Option<i64>],
        &column(ratings, |r| rank(r.rank)) as &[Option<i64>],
        &column(ratings, |r| r.rank_total) as &[Option<i64>],
        &column(ratings, |r| rank(r.region_rank)) as &[Option<i64>],
        &column(ratings, |r| r.region_rank_total) as &[Option<i64>],
        &column(ratings, |r| time(r.last_match_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}

/// A rank as the statement takes it: 0 when told to be none.
fn rank(rank: Option<Rank>) -> Option<i64> {
    rank.map(|rank| rank.number().unwrap_or(0))
}
