-- Only of accounts of which nothing was observed up to the window's end: of others it is not asked.
select
    player.profile_id,
    player.match_id,
    player.started_at,
    player.completed_at,
    player.old_rating,
    player.new_rating
from match_players player
where
    player.profile_id = any($1)
    and player.leaderboard_id = $2
    and player.started_at < $3
    and not exists (
        select from player_rating_snapshots seen
        where
            seen.profile_id = player.profile_id
            and seen.leaderboard_id = $2
            and seen.observed_at <= coalesce($4::timestamptz, 'infinity')
    )
