//! Accounts and ratings: written as a poll of stats returns them, and read as they are stored.

mod totals;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{LeaderboardId, ProfileId, TournamentId},
    player::{Player, PlayerStats, PolledRating, Rank, Rating},
};

use crate::{
    Error, Snapshot, Tx,
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
    totals::save(tx, stats).await?;
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
        &column(ratings, |r| time(r.last_match_at)) as &[Option<DateTime<Utc>>],
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}

/// A rank as the statement takes it: 0 for unranked.
fn rank(rank: Option<Rank>) -> Option<i64> {
    rank.map(|rank| rank.number().unwrap_or(0))
}

/// An account as stored, and its rating on a ladder if it has one, each with the time when its row last changed.
pub(crate) struct Stored {
    pub(crate) player: (Player, Timestamp),
    pub(crate) rating: Option<(Rating, Timestamp)>,
}

/// The accounts of a roster that were polled, with their ratings on `leaderboard`.
#[tracing::instrument(target = "trace", name = "store.stats.of_roster", skip_all)]
pub(crate) async fn of_roster(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    leaderboard: LeaderboardId,
) -> Result<HashMap<ProfileId, Stored>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select
            player.profile_id,
            player.alias,
            player.steam_id,
            player.xbox_id,
            player.country,
            player.clan_name,
            player.region_id,
            player.level,
            player.xp,
            player.updated_at,
            rating.updated_at as "rated_at?",
            rating.current_rating as "current_rating?",
            rating.max_rating as "max_rating?",
            rating.wins as "wins?",
            rating.losses as "losses?",
            rating.streak as "streak?",
            rating.drops as "drops?",
            rating.rank,
            case when rating.rank is not null then total.rank_total end as rank_total,
            rating.region_rank,
            case when rating.region_rank is not null then region_total.rank_total end as region_rank_total,
            rating.last_match_at
        from players player
        -- Of this roster alone: joined as it is, the table is read as a whole, everybody's rows included.
        left join (
            select *
            from player_ratings
            where
                profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
                and leaderboard_id = $2
        ) rating on rating.profile_id = player.profile_id
        left join ladder_totals total on total.leaderboard_id = $2
        left join ladder_region_totals region_total
            on region_total.leaderboard_id = $2 and region_total.region_id = player.region_id
        where player.profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))"#,
        tournament.0,
        leaderboard.0,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    Ok(rows.into_iter().map(|row| (ProfileId(row.profile_id), row.into_stored(leaderboard))).collect())
}

struct Row {
    profile_id: i64,
    alias: Option<String>,
    steam_id: Option<String>,
    xbox_id: Option<String>,
    country: Option<String>,
    clan_name: Option<String>,
    region_id: Option<i64>,
    level: Option<i64>,
    xp: Option<i64>,
    updated_at: DateTime<Utc>,
    rated_at: Option<DateTime<Utc>>,
    current_rating: Option<i64>,
    max_rating: Option<i64>,
    wins: Option<i64>,
    losses: Option<i64>,
    streak: Option<i64>,
    drops: Option<i64>,
    rank: Option<i64>,
    rank_total: Option<i64>,
    region_rank: Option<i64>,
    region_rank_total: Option<i64>,
    last_match_at: Option<DateTime<Utc>>,
}

impl Row {
    fn into_stored(self, leaderboard: LeaderboardId) -> Stored {
        let rating = self.rating(leaderboard);
        let player = Player {
            profile_id: ProfileId(self.profile_id),
            alias: self.alias,
            steam_id: self.steam_id,
            xbox_id: self.xbox_id,
            country: self.country,
            clan_name: self.clan_name,
            region_id: self.region_id,
            level: self.level,
            xp: self.xp,
        };
        Stored { player: (player, self.updated_at.into()), rating }
    }

    fn rating(&self, leaderboard_id: LeaderboardId) -> Option<(Rating, Timestamp)> {
        let rating = Rating {
            profile_id: ProfileId(self.profile_id),
            leaderboard_id,
            current_rating: self.current_rating?,
            max_rating: self.max_rating?,
            wins: self.wins?,
            losses: self.losses?,
            streak: self.streak?,
            drops: self.drops?,
            rank: self.rank,
            rank_total: self.rank_total,
            region_rank: self.region_rank,
            region_rank_total: self.region_rank_total,
            last_match_at: self.last_match_at.map(Timestamp::from),
        };
        Some((rating, self.rated_at?.into()))
    }
}
