insert into match_players as stored (
    match_id, profile_id, leaderboard_id, started_at, civilization_id, team_id, outcome, old_rating, new_rating,
    xp_gained
)
select
    polled.match_id, polled.profile_id, played.leaderboard_id, played.started_at, polled.civilization_id,
    polled.team_id, polled.outcome, polled.old_rating, polled.new_rating, polled.xp_gained
from unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[]
) as polled (match_id, profile_id, civilization_id, team_id, outcome, old_rating, new_rating, xp_gained)
join matches played on played.match_id = polled.match_id
on conflict (match_id, profile_id) do update
set
    -- A payload that lacks a value does not take it back.
    civilization_id =
        case when excluded.civilization_id = -1 then stored.civilization_id else excluded.civilization_id end,
    team_id = coalesce(excluded.team_id, stored.team_id),
    outcome = coalesce(excluded.outcome, stored.outcome),
    old_rating = coalesce(excluded.old_rating, stored.old_rating),
    new_rating = coalesce(excluded.new_rating, stored.new_rating),
    xp_gained = excluded.xp_gained
where
    (
        stored.civilization_id, stored.team_id, stored.outcome, stored.old_rating, stored.new_rating,
        stored.xp_gained
    )
    is distinct from
    (
        case when excluded.civilization_id = -1 then stored.civilization_id else excluded.civilization_id end,
        coalesce(excluded.team_id, stored.team_id),
        coalesce(excluded.outcome, stored.outcome),
        coalesce(excluded.old_rating, stored.old_rating),
        coalesce(excluded.new_rating, stored.new_rating),
        excluded.xp_gained
    )
returning stored.match_id
