select
    coalesce(array_agg(seen.profile_id), '{}') as "profiles!",
    coalesce(array_agg(seen.id), '{}') as "ids!",
    coalesce(array_agg(seen.observed_at), '{}') as "times!",
    coalesce(array_agg(seen.max_rating), '{}') as "peaks!",
    coalesce(array_agg(seen.current_rating), '{}') as "currents!"
from tournament_players entry
join player_rating_snapshots seen on seen.profile_id = entry.profile_id
where
    entry.tournament_id = $1
    and seen.leaderboard_id = $2
    and seen.observed_at <= coalesce($3::timestamptz, 'infinity')
