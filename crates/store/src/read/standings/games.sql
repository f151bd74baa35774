select
    coalesce(array_agg(player.profile_id), '{}') as "profiles!",
    coalesce(array_agg(player.match_id), '{}') as "matches!",
    coalesce(array_agg(player.started_at), '{}') as "starts!",
    coalesce(array_agg(player.outcome = 'win'), '{}') as "wins!",
    coalesce(array_agg(player.new_rating), '{}') as "ratings!: Vec<Option<i64>>"
from tournament_players entry
join match_players player on player.profile_id = entry.profile_id
where
    entry.tournament_id = $1
    and player.leaderboard_id = $2
    and player.outcome is not null
    and player.started_at >= coalesce($3::timestamptz, '-infinity')
    and player.started_at <= coalesce($4::timestamptz, 'infinity')
