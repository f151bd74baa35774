select
    played.match_id,
    played.matchtype_id,
    played.leaderboard_id,
    played.map_name,
    played.description,
    played.started_at,
    played.completed_at,
    played.state,
    played.updated_at,
    coalesce(array_agg(part.profile_id) filter (where part.profile_id is not null), '{}') as "profiles!",
    coalesce(array_agg(part.civilization_id) filter (where part.profile_id is not null), '{}') as "civilizations!",
    array_agg(part.team_id) as "sides!: Vec<Option<i64>>",
    array_agg(part.outcome) as "outcomes!: Vec<Option<String>>",
    array_agg(part.old_rating) as "old_ratings!: Vec<Option<i64>>",
    array_agg(part.new_rating) as "new_ratings!: Vec<Option<i64>>",
    coalesce(array_agg(part.xp_gained) filter (where part.profile_id is not null), '{}') as "xp_gained!",
    exists (
        select from match_exclusions exclusion
        where exclusion.tournament_id = $2 and exclusion.match_id = played.match_id
    ) as "is_excluded!"
from matches played
left join lateral (
    select profile_id, civilization_id, team_id, outcome, old_rating, new_rating, xp_gained
    from match_players player
    where player.match_id = played.match_id
    union all
    -- Until its history is polled, a running match's players come from its lobby.
    select profile_id, civilization_id, team_id, null, null, null, 0
    from live_match_players live
    where
        live.match_id = played.match_id
        and not exists (
            select from match_players player
            where player.match_id = live.match_id and player.profile_id = live.profile_id
        )
        and played.completed_at is null
) part on true
where played.match_id = any($1)
group by played.match_id
order by played.started_at desc, played.match_id
