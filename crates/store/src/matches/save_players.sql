-- Null means unknown and overwrites nothing, and so does a civilization of -1. A guess at a civilization replaces none.
-- Unchanged rows are left out before the insert, because a conflict locks a row even if nothing is updated.
with
    polled as (
        select *
        from unnest(
            $1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[], $5::bigint[], $6::text[], $7::bigint[],
            $8::bigint[], $9::bigint[]
        ) as polled (
            match_id, profile_id, civilization_id, civilization_is_guess, team_id, outcome, old_rating, new_rating,
            xp_gained
        )
    ),
    -- Outcomes are corrected together: one correction alone would leave two losers.
    corrected as (
        select known.match_id
        from match_players known
        left join polled using (match_id, profile_id)
        where known.match_id = any($1) and known.outcome is not null
        group by known.match_id
        having bool_and(polled.outcome is not null)
    ),
    merged as (
        select
            polled.match_id,
            polled.profile_id,
            played.leaderboard_id,
            played.started_at,
            played.completed_at,
            case
                when polled.civilization_is_guess or polled.civilization_id = -1
                then coalesce(nullif(known.civilization_id, -1), polled.civilization_id)
                else polled.civilization_id
            end as civilization_id,
            coalesce(polled.team_id, known.team_id) as team_id,
            case
                when known.outcome is null or corrected.match_id is not null
                then coalesce(polled.outcome, known.outcome)
                else known.outcome
            end as outcome,
            coalesce(polled.old_rating, known.old_rating) as old_rating,
            coalesce(polled.new_rating, known.new_rating) as new_rating,
            coalesce(polled.xp_gained, known.xp_gained, 0) as xp_gained
        from polled
        join matches played using (match_id)
        left join match_players known on known.match_id = polled.match_id and known.profile_id = polled.profile_id
        left join corrected on corrected.match_id = polled.match_id
    )
insert into match_players as stored (
    match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, old_rating,
    new_rating, xp_gained
)
select merged.*
from merged
left join match_players known using (match_id, profile_id)
where
    known.match_id is null
    or (
        known.completed_at, known.civilization_id, known.team_id, known.outcome, known.old_rating, known.new_rating,
        known.xp_gained
    )
    is distinct from
    (
        merged.completed_at, merged.civilization_id, merged.team_id, merged.outcome, merged.old_rating,
        merged.new_rating, merged.xp_gained
    )
on conflict (match_id, profile_id) do update
set
    completed_at = excluded.completed_at,
    civilization_id = excluded.civilization_id,
    team_id = excluded.team_id,
    outcome = excluded.outcome,
    old_rating = excluded.old_rating,
    new_rating = excluded.new_rating,
    xp_gained = excluded.xp_gained
returning stored.match_id
