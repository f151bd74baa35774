-- What would stay as it is does not get as far as the conflict, which locks a row even to leave it alone.
insert into match_players as stored (
    match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, old_rating,
    new_rating, xp_gained
)
select
    polled.match_id, polled.profile_id, played.leaderboard_id, played.started_at, played.completed_at,
    polled.civilization_id, polled.team_id, polled.outcome, polled.old_rating, polled.new_rating, polled.xp_gained
from unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[]
) as polled (match_id, profile_id, civilization_id, team_id, outcome, old_rating, new_rating, xp_gained)
join matches played on played.match_id = polled.match_id
left join match_players known on known.match_id = polled.match_id and known.profile_id = polled.profile_id
where
    known.match_id is null
    or (
        known.completed_at, known.civilization_id, known.team_id, known.outcome, known.old_rating, known.new_rating,
        known.xp_gained
    )
    is distinct from
    (
        played.completed_at,
        case when polled.civilization_id = -1 then known.civilization_id else polled.civilization_id end,
        coalesce(polled.team_id, known.team_id),
        coalesce(polled.outcome, known.outcome),
        coalesce(polled.old_rating, known.old_rating),
        coalesce(polled.new_rating, known.new_rating),
        polled.xp_gained
    )
on conflict (match_id, profile_id) do update
set
    completed_at = excluded.completed_at,
    -- A payload that lacks a value does not take it back.
    civilization_id =
        case when excluded.civilization_id = -1 then stored.civilization_id else excluded.civilization_id end,
    team_id = coalesce(excluded.team_id, stored.team_id),
    outcome = coalesce(excluded.outcome, stored.outcome),
    old_rating = coalesce(excluded.old_rating, stored.old_rating),
    new_rating = coalesce(excluded.new_rating, stored.new_rating),
    xp_gained = excluded.xp_gained
returning stored.match_id
