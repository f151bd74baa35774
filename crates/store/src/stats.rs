//! Accounts and ratings, as a poll of stats returns them.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::ProfileId,
    player::{Player, PlayerStats, PolledRating, Rank},
};

use crate::{
    Error, Tx,
    columns::{column, time},
    poll_status::StatusRow,
};

/// The row in which the poll of stats records its successes.
pub const STATUS_ROW: StatusRow = StatusRow("stats");

/// Writes what differs from what is stored, each account and each of its ratings once, and appends an observation for
/// every changed pair of peak and current rating. Returns the changed accounts, ignoring ranks, which move when others
/// play, and the number of ranked accounts.
pub async fn save(tx: &mut Tx, stats: &[PlayerStats], now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let players: Vec<&Player> = stats.iter().map(|stats| &stats.player).collect();
    let ratings: Vec<&PolledRating> = stats.iter().flat_map(|stats| &stats.ratings).collect();
    save_totals(tx, stats).await?;
    let mut changed = save_players(tx, &players, now).await?;
    changed.extend(save_ratings(tx, &ratings, now).await?);
    Ok(changed.into_iter().map(ProfileId).collect())
}

#[tracing::instrument(target = "trace", name = "store.stats.save_players", skip_all)]
async fn save_players(tx: &mut Tx, players: &[&Player], now: Timestamp) -> Result<Vec<i64>, Error> {
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

#[tracing::instrument(target = "trace", name = "store.stats.save_ratings", skip_all)]
async fn save_ratings(tx: &mut Tx, ratings: &[&PolledRating], now: Timestamp) -> Result<Vec<i64>, Error> {
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
        &column(ratings, |r| rank(r.region_rank)) as &[Option<i64>],
        &column(ratings, |r| time(r.last_match_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}

/// Writes the number of ranked accounts on each ladder, and on each ladder in each region, where it differs.
#[tracing::instrument(target = "trace", name = "store.stats.save_totals", skip_all)]
async fn save_totals(tx: &mut Tx, stats: &[PlayerStats]) -> Result<(), Error> {
    let ratings = || stats.iter().flat_map(|stats| stats.ratings.iter().map(|rating| (rating, stats.player.region_id)));
    let world: Vec<_> = ratings().filter_map(|(r, _)| Some((r.leaderboard_id.0, r.rank_total?))).collect();
    let regions: Vec<_> =
        ratings().filter_map(|(r, region)| Some((r.leaderboard_id.0, region?, r.region_rank_total?))).collect();
    let (ladders, totals) = (column(&world, |total| total.0), column(&world, |total| total.1));
    sqlx::query_file!("src/stats/save_totals.sql", &ladders, &totals).execute(&mut **tx).await?;
    sqlx::query_file!(
        "src/stats/save_region_totals.sql",
        &column(&regions, |total| total.0),
        &column(&regions, |total| total.1),
        &column(&regions, |total| total.2),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A rank as the statement takes it: 0 for unranked.
fn rank(rank: Option<Rank>) -> Option<i64> {
    rank.map(|rank| rank.number().unwrap_or(0))
}
