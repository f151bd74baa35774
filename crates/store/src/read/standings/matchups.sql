select
    played.match_id,
    played.map_name,
    played.completed_at,
    array_agg(player.profile_id) as "profiles!",
    array_agg(player.civilization_id) as "civilizations!",
    array_agg(player.team_id) as "sides!: Vec<Option<i64>>"
from matches played
join match_players player on player.match_id = played.match_id
where played.match_id = any($1)
group by played.match_id
