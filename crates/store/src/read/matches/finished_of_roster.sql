select
    newest.match_id as "match_id!",
    newest.started_at as "started_at!"
from (
    select distinct recent.match_id, recent.started_at
    from tournament_players entry
    -- Of what one account played no more than the answer holds.
    cross join lateral (
        select player.match_id, player.started_at
        from match_players player
        where
            player.profile_id = entry.profile_id
            and player.completed_at is not null
        order by player.started_at desc, player.match_id
        limit $2
    ) recent
    where entry.tournament_id = $1
) newest
order by newest.started_at desc, newest.match_id
limit $2
