select
    coalesce(array_agg(seen.profile_id), '{}') as "profiles!",
    coalesce(array_agg(seen.id), '{}') as "ids!",
    coalesce(array_agg(seen.observed_at), '{}') as "times!",
    coalesce(array_agg(seen.max_rating), '{}') as "peaks!",
    coalesce(array_agg(seen.current_rating), '{}') as "currents!"
from unnest($1::bigint[]) as account (profile_id)
cross join lateral (
    (
        select before.profile_id, before.id, before.observed_at, before.max_rating, before.current_rating
        from player_rating_snapshots before
        where
            before.profile_id = account.profile_id
            and before.leaderboard_id = $2
            and before.observed_at <= $3
        order by before.observed_at desc, before.id desc
        limit 1
    )
    union all
    select during.profile_id, during.id, during.observed_at, during.max_rating, during.current_rating
    from player_rating_snapshots during
    where
        during.profile_id = account.profile_id
        and during.leaderboard_id = $2
        and during.observed_at > coalesce($3::timestamptz, '-infinity')
        and during.observed_at <= coalesce($4::timestamptz, 'infinity')
) seen
