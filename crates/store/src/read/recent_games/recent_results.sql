select
    account.profile_id as "profile_id!",
    newest.outcomes as "outcomes!"
from unnest($1::bigint[]) as account (profile_id)
cross join lateral (
    select array_agg(game.outcome order by game.started_at desc, game.match_id desc) as outcomes
    from (
        select player.outcome, player.started_at, player.match_id
        from match_players player
        where
            player.profile_id = account.profile_id
            and player.leaderboard_id = $2
            and player.outcome is not null
        order by player.started_at desc, player.match_id desc
        limit $3
    ) game
) newest
where newest.outcomes is not null
