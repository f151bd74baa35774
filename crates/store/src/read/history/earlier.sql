-- Only of accounts of which nothing was observed up to the window's end: of others it is not asked. The limit keeps the
-- look at the observations one for each account.
select
    player.profile_id,
    player.match_id,
    player.started_at,
    player.completed_at,
    player.old_rating,
    player.new_rating
from unnest($1::bigint[]) as account (profile_id)
left join lateral (
    select true as is_any
    from player_rating_snapshots observed
    where
        observed.profile_id = account.profile_id
        and observed.leaderboard_id = $2
        and observed.observed_at <= coalesce($4::timestamptz, 'infinity')
    limit 1
) seen on true
join match_players player on player.profile_id = account.profile_id
where
    seen.is_any is null
    and player.leaderboard_id = $2
    and player.started_at < $3
