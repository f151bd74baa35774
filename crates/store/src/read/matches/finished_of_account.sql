select
    player.match_id,
    player.started_at
from match_players player
where
    player.profile_id = $2
    and player.completed_at is not null
    and exists (
        select
        from match_players other
        join tournament_players entry on entry.profile_id = other.profile_id
        where
            other.match_id = player.match_id
            and entry.tournament_id = $1
    )
order by player.started_at desc, player.match_id
limit $3
