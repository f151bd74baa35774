//! Accounts and ratings, as a stats poll brings them.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::ProfileId,
    player::{Player, PlayerStats, Rating},
};

use crate::{
    Error, Write,
    columns::{column, time},
};

/// Writes what differs from what is stored, appends an observation for every changed pair of peak and
/// current rating, and returns the accounts of which anything changed.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Write, stats: &[PlayerStats], now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let players: Vec<&Player> = stats.iter().map(|stats| &stats.player).collect();
    let ratings: Vec<&Rating> = stats.iter().flat_map(|stats| &stats.ratings).collect();
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

async fn save_ratings(tx: &mut Write, ratings: &[&Rating], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_file_scalar!(
        "src/stats/save_ratings.sql",
        &column(ratings, |r| r.profile_id.0),
        &column(ratings, |r| r.leaderboard_id.0),
        &column(ratings, |r| r.current_rating),
        &column(ratings, |r| r.max_rating),
        &column(ratings, |r| r.wins),
        &column(ratings, |r| r.losses),
        &column(ratings, |r| r.streak),
        &column(ratings, |r| r.drops),
        &column(ratings, |r| r.rank) as &[Option<i64>],
        &column(ratings, |r| r.rank_total) as &[Option<i64>],
        &column(ratings, |r| r.region_rank) as &[Option<i64>],
        &column(ratings, |r| r.region_rank_total) as &[Option<i64>],
        &column(ratings, |r| time(r.last_match_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}
