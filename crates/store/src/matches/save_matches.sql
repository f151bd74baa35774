insert into matches as stored
    (match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at, state, updated_at)
select
    polled.*,
    case when polled.completed_at is null then 'in_progress' else 'completed' end,
    $8
from unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]
) as polled (match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at)
on conflict (match_id) do update
set
    matchtype_id = excluded.matchtype_id,
    leaderboard_id = coalesce(excluded.leaderboard_id, stored.leaderboard_id),
    map_name = excluded.map_name,
    description = coalesce(excluded.description, stored.description),
    started_at = excluded.started_at,
    completed_at = coalesce(excluded.completed_at, stored.completed_at),
    state = case when stored.completed_at is null then excluded.state else stored.state end,
    updated_at = excluded.updated_at
where
    (
        stored.matchtype_id, stored.leaderboard_id, stored.map_name, stored.description, stored.started_at,
        stored.completed_at, stored.state
    )
    is distinct from
    (
        excluded.matchtype_id,
        coalesce(excluded.leaderboard_id, stored.leaderboard_id),
        excluded.map_name,
        coalesce(excluded.description, stored.description),
        excluded.started_at,
        coalesce(excluded.completed_at, stored.completed_at),
        case when stored.completed_at is null then excluded.state else stored.state end
    )
returning stored.match_id
