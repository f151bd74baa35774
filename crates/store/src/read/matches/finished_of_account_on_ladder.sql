select
    player.match_id,
    player.started_at
from match_players player
where
    player.profile_id = $2
    and player.leaderboard_id = $3
    and player.completed_at is not null
    -- As a value, this is asked of one game after the other, until there are enough.
    and (
        select true
        from match_players other
        join tournament_players entry on entry.profile_id = other.profile_id
        where
            other.match_id = player.match_id
            and entry.tournament_id = $1
        limit 1
    )
-- As the index gives them; those that started together with the last are sorted out where the list is made.
order by player.started_at desc
fetch first ($4) rows with ties
