//! Ratings of a roster's accounts on every leaderboard.

use std::collections::HashMap;

use domain::{
    clock::Timestamp,
    id::{LeaderboardId, ProfileId, TournamentId},
    table_facts::LadderRatings,
    view::players::PlayerRatingRead,
};

use crate::{Error, Snapshot};

/// The ratings of every account on a roster.
#[tracing::instrument(target = "trace", name = "store.read.ladder_ratings.ratings", skip_all)]
pub async fn ratings(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<LadderRatings, Error> {
    let rows = sqlx::query!(
        "select
            rating.profile_id,
            rating.leaderboard_id,
            rating.current_rating,
            rating.max_rating,
            rating.wins,
            rating.losses,
            rating.streak,
            rating.drops,
            rating.rank,
            case when rating.rank is not null then total.rank_total end as rank_total,
            rating.region_rank,
            case when rating.region_rank is not null then region_total.rank_total end as region_rank_total,
            rating.last_match_at,
            rating.updated_at
        from tournament_players entry
        -- By the accounts of this roster alone: joined as they are, both tables are read as a whole.
        join (
            select profile_id, region_id
            from players
            where profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
        ) player on player.profile_id = entry.profile_id
        join (
            select *
            from player_ratings
            where profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
        ) rating on rating.profile_id = entry.profile_id
        left join ladder_totals total on total.leaderboard_id = rating.leaderboard_id
        left join ladder_region_totals region_total
            on region_total.leaderboard_id = rating.leaderboard_id and region_total.region_id = player.region_id
        where entry.tournament_id = $1",
        tournament.0,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let mut ratings: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        ratings.entry(ProfileId(row.profile_id)).or_default().push(PlayerRatingRead {
            leaderboard_id: LeaderboardId(row.leaderboard_id),
            current_rating: row.current_rating,
            max_rating: row.max_rating,
            wins: row.wins,
            losses: row.losses,
            streak: row.streak,
            drops: row.drops,
            rank: row.rank,
            rank_total: row.rank_total,
            region_rank: row.region_rank,
            region_rank_total: row.region_rank_total,
            last_match_at: row.last_match_at.map(Timestamp::from),
            updated_at: row.updated_at.into(),
        });
    }
    Ok(ratings)
}
