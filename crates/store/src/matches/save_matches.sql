-- Null means unknown and overwrites nothing. A guess at the map replaces no name. No match ends before it starts.
-- Unchanged rows are left out before the insert, because a conflict locks a row even if nothing is updated.
with
    merged as (
        select
            match_id,
            polled.matchtype_id,
            coalesce(polled.leaderboard_id, known.leaderboard_id) as leaderboard_id,
            case
                when polled.map_is_guess then coalesce(nullif(known.map_name, $10), polled.map_name)
                else polled.map_name
            end as map_name,
            coalesce(polled.description, known.description) as description,
            polled.started_at,
            greatest(coalesce(polled.completed_at, known.completed_at), polled.started_at) as completed_at,
            coalesce(polled.completed_at, known.completed_at) is not null as is_completed
        from unnest(
            $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::boolean[], $6::text[], $7::timestamptz[],
            $8::timestamptz[]
        ) as polled (
            match_id, matchtype_id, leaderboard_id, map_name, map_is_guess, description, started_at, completed_at
        )
        left join matches known using (match_id)
    ),
    stated as (
        select
            match_id,
            matchtype_id,
            leaderboard_id,
            map_name,
            description,
            started_at,
            case when is_completed then completed_at end as completed_at,
            case when is_completed then 'completed' else 'in_progress' end as state
        from merged
    )
insert into matches as stored
    (match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at, state, updated_at)
select stated.*, $9
from stated
left join matches known using (match_id)
where
    known.match_id is null
    or (
        known.matchtype_id, known.leaderboard_id, known.map_name, known.description, known.started_at,
        known.completed_at, known.state
    )
    is distinct from
    (
        stated.matchtype_id, stated.leaderboard_id, stated.map_name, stated.description, stated.started_at,
        stated.completed_at, stated.state
    )
on conflict (match_id) do update
set
    matchtype_id = excluded.matchtype_id,
    leaderboard_id = excluded.leaderboard_id,
    map_name = excluded.map_name,
    description = excluded.description,
    started_at = excluded.started_at,
    completed_at = excluded.completed_at,
    state = excluded.state,
    updated_at = excluded.updated_at
returning stored.match_id
