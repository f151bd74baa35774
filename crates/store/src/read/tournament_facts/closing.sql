-- What was known of every account's rating at the instant $3.
select
    account.profile_id as "profile_id!",
    peak.observed as observed_peak,
    peak.played as played_peak,
    observed.current_rating as "observed?",
    played.new_rating as "played?"
from unnest($1::bigint[]) as account (profile_id)
cross join lateral (
    select
        (
            select max(seen.max_rating)
            from player_rating_snapshots seen
            where seen.profile_id = account.profile_id and seen.leaderboard_id = $2 and seen.observed_at <= $3
        ) as observed,
        -- A game under way then counts once it is settled.
        (
            select max(player.new_rating)
            from match_players player
            where player.profile_id = account.profile_id and player.leaderboard_id = $2 and player.started_at <= $3
        ) as played
) peak
left join lateral (
    select seen.current_rating
    from player_rating_snapshots seen
    where seen.profile_id = account.profile_id and seen.leaderboard_id = $2 and seen.observed_at <= $3
    order by seen.observed_at desc, seen.id desc
    limit 1
) observed on true
left join lateral (
    select player.new_rating
    from match_players player
    where
        player.profile_id = account.profile_id
        and player.leaderboard_id = $2
        and player.started_at <= $3
        and player.new_rating is not null
    order by player.started_at desc, player.match_id desc
    limit 1
) played on true
