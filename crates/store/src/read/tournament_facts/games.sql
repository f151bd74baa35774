select
    coalesce(array_agg(player.profile_id), '{}') as "profiles!",
    coalesce(array_agg(player.match_id), '{}') as "matches!",
    coalesce(array_agg(player.started_at), '{}') as "starts!",
    coalesce(array_agg(player.completed_at), '{}') as "completions!: Vec<Option<DateTime<Utc>>>",
    coalesce(array_agg(player.team_id), '{}') as "sides!: Vec<Option<i64>>",
    coalesce(array_agg(player.civilization_id), '{}') as "civilizations!",
    coalesce(array_agg(player.outcome = 'win'), '{}') as "wins!: Vec<Option<bool>>",
    coalesce(array_agg(player.old_rating), '{}') as "old_ratings!: Vec<Option<i64>>",
    coalesce(array_agg(player.new_rating), '{}') as "new_ratings!: Vec<Option<i64>>"
from match_players player
where
    player.profile_id = any($1)
    and player.leaderboard_id = $2
    and player.started_at >= coalesce($3::timestamptz, '-infinity')
    and player.started_at <= coalesce($4::timestamptz, 'infinity')
