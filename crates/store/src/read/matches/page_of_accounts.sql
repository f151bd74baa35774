-- The first finished games of each account after a position, in the order of the index, so that a page costs the same
-- wherever it begins.
select
    account.profile_id as "profile_id!",
    game.match_id as "match_id!",
    game.started_at as "started_at!"
from unnest($1::bigint[]) account (profile_id)
cross join lateral (
    select player.match_id, player.started_at
    from match_players player
    where
        player.profile_id = account.profile_id
        and player.completed_at is not null
        and (player.started_at, player.match_id) > (coalesce($2::timestamptz, '-infinity'), $3::bigint)
        and player.started_at <= coalesce($4::timestamptz, 'infinity')
    order by player.started_at, player.match_id
    limit $5
) game
