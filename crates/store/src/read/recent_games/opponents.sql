select
    coalesce(array_agg(player.match_id), '{}') as "matches!",
    coalesce(array_agg(player.profile_id), '{}') as "profiles!",
    coalesce(array_agg(player.civilization_id), '{}') as "civilizations!",
    coalesce(array_agg(player.team_id), '{}') as "sides!: Vec<Option<i64>>"
from match_players player
where player.match_id = any($1)
