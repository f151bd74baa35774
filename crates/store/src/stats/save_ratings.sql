with
    -- Null means unknown and overwrites nothing; a rank of 0 means that there is none.
    merged as (
        select
            profile_id,
            leaderboard_id,
            polled.current_rating,
            greatest(coalesce(polled.max_rating, known.max_rating), polled.current_rating) as max_rating,
            coalesce(polled.wins, known.wins, 0) as wins,
            coalesce(polled.losses, known.losses, 0) as losses,
            coalesce(polled.streak, known.streak, 0) as streak,
            coalesce(polled.drops, known.drops, 0) as drops,
            nullif(coalesce(polled.rank, known.rank), 0) as rank,
            nullif(coalesce(polled.region_rank, known.region_rank), 0) as region_rank,
            coalesce(polled.last_match_at, known.last_match_at) as last_match_at
        from unnest(
            $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::bigint[], $11::timestamptz[]
        ) as polled (
            profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops,
            rank, region_rank, last_match_at
        )
        left join player_ratings known using (profile_id, leaderboard_id)
    ),
    -- What would stay as it is does not get as far as the conflict, which locks a row even to leave it alone.
    changed as (
        insert into player_ratings as stored (
            profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops,
            rank, region_rank, last_match_at, updated_at
        )
        select merged.*, $12
        from merged
        left join player_ratings known using (profile_id, leaderboard_id)
        where
            known.profile_id is null
            or (
                known.current_rating, known.max_rating, known.wins, known.losses, known.streak, known.drops,
                known.rank, known.region_rank, known.last_match_at
            )
            is distinct from
            (
                merged.current_rating, merged.max_rating, merged.wins, merged.losses, merged.streak, merged.drops,
                merged.rank, merged.region_rank, merged.last_match_at
            )
        on conflict (profile_id, leaderboard_id) do update
        set
            current_rating = excluded.current_rating,
            max_rating = excluded.max_rating,
            wins = excluded.wins,
            losses = excluded.losses,
            streak = excluded.streak,
            drops = excluded.drops,
            rank = excluded.rank,
            region_rank = excluded.region_rank,
            last_match_at = excluded.last_match_at,
            updated_at = excluded.updated_at
        returning stored.*
    ),
    observed as (
        insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
        select changed.profile_id, changed.leaderboard_id, changed.max_rating, changed.current_rating, $12
        from changed
        left join lateral (
            select max_rating, current_rating
            from player_rating_snapshots past
            where past.profile_id = changed.profile_id and past.leaderboard_id = changed.leaderboard_id
            order by observed_at desc, id desc
            limit 1
        ) as latest on true
        where (latest.max_rating, latest.current_rating) is distinct from (changed.max_rating, changed.current_rating)
    )
-- A rank moves when others play: that alone is written, but is no news.
select distinct changed.profile_id as "profile_id!"
from changed
left join player_ratings known using (profile_id, leaderboard_id)
where
    known.profile_id is null
    or (
        known.current_rating, known.max_rating, known.wins, known.losses, known.streak, known.drops,
        known.rank is null, known.region_rank is null, known.last_match_at
    )
    is distinct from
    (
        changed.current_rating, changed.max_rating, changed.wins, changed.losses, changed.streak, changed.drops,
        changed.rank is null, changed.region_rank is null, changed.last_match_at
    )
