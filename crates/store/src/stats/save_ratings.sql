with
    changed as (
        insert into player_ratings as stored (
            profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops,
            rank, rank_total, region_rank, region_rank_total, last_match_at, updated_at
        )
        select polled.*, $14
        from unnest(
            $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::timestamptz[]
        ) as polled
        on conflict (profile_id, leaderboard_id) do update
        set
            current_rating = excluded.current_rating,
            max_rating = excluded.max_rating,
            wins = excluded.wins,
            losses = excluded.losses,
            streak = excluded.streak,
            drops = excluded.drops,
            rank = excluded.rank,
            rank_total = excluded.rank_total,
            region_rank = excluded.region_rank,
            region_rank_total = excluded.region_rank_total,
            last_match_at = excluded.last_match_at,
            updated_at = excluded.updated_at
        where
            (
                stored.current_rating, stored.max_rating, stored.wins, stored.losses, stored.streak, stored.drops,
                stored.rank, stored.rank_total, stored.region_rank, stored.region_rank_total, stored.last_match_at
            )
            is distinct from
            (
                excluded.current_rating, excluded.max_rating, excluded.wins, excluded.losses, excluded.streak,
                excluded.drops, excluded.rank, excluded.rank_total, excluded.region_rank,
                excluded.region_rank_total, excluded.last_match_at
            )
        returning stored.profile_id, stored.leaderboard_id, stored.max_rating, stored.current_rating
    ),
    observed as (
        insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
        select changed.profile_id, changed.leaderboard_id, changed.max_rating, changed.current_rating, $14
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
select distinct profile_id as "profile_id!"
from changed
