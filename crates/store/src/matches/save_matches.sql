-- What would stay as it is does not get as far as the conflict, which locks a row even to leave it alone.
insert into matches as stored
    (match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at, state, updated_at)
select
    polled.*,
    case when polled.completed_at is null then 'in_progress' else 'completed' end,
    $8
from unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]
) as polled (match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at)
left join matches known on known.match_id = polled.match_id
where
    known.match_id is null
    or (
        known.matchtype_id, known.leaderboard_id, known.map_name, known.description, known.started_at,
        known.completed_at, known.state
    )
    is distinct from
    (
        polled.matchtype_id,
        coalesce(polled.leaderboard_id, known.leaderboard_id),
        polled.map_name,
        coalesce(polled.description, known.description),
        polled.started_at,
        coalesce(polled.completed_at, known.completed_at),
        case when coalesce(polled.completed_at, known.completed_at) is null then 'in_progress' else 'completed' end
    )
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
returning stored.match_id
