with accounts as (
    select profile_id from tournament_players where tournament_id = $1 and profile_id is not null
),
found (match_id) as (
    select player.match_id
    from accounts
    join match_players player using (profile_id)
    where player.started_at >= $2 and (player.leaderboard_id is null or not $3)
    group by player.match_id
    having count(*) >= 2
    union
    select live.match_id
    from accounts
    join live_match_players live using (profile_id)
    group by live.match_id
    having count(*) >= 2
    union
    select unnest($4::bigint[])
)
select
    played.match_id,
    played.matchtype_id,
    played.started_at,
    played.completed_at,
    array_agg(part.profile_id) as "profiles!",
    array_agg(part.team_id) as "sides!: Vec<Option<i64>>",
    array_agg(part.outcome) as "outcomes!: Vec<Option<String>>",
    exists (
        select from match_exclusions exclusion
        where exclusion.tournament_id = $1 and exclusion.match_id = played.match_id
    ) as "is_excluded!"
from found
join matches played using (match_id)
cross join lateral (
    select profile_id, team_id, outcome
    from match_players player
    where player.match_id = played.match_id
    union all
    -- Until its history is polled, a running match's players come from its lobby.
    select profile_id, team_id, null
    from live_match_players live
    where
        live.match_id = played.match_id
        and not exists (
            select from match_players player
            where player.match_id = live.match_id and player.profile_id = live.profile_id
        )
        and played.completed_at is null
) part
where played.state <> 'staging'
group by played.match_id
