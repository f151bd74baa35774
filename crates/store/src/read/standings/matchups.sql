-- One look into each index for each match: a join with `match_id = any(…)` is planned as a scan of all matches.
select
    played.match_id,
    played.map_name,
    played.completed_at,
    party.profiles as "profiles!",
    party.civilizations as "civilizations!",
    party.sides as "sides!: Vec<Option<i64>>"
from unnest($1::bigint[]) as wanted (match_id)
join matches played on played.match_id = wanted.match_id
cross join lateral (
    select
        array_agg(player.profile_id) as profiles,
        array_agg(player.civilization_id) as civilizations,
        array_agg(player.team_id) as sides
    from match_players player
    where player.match_id = wanted.match_id
) party
where party.profiles is not null
