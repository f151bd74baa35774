-- Lobbies, and games that are being played: the snapshot is small, and of games few are unfinished.
with
    theirs as (
        select live.match_id
        from tournament_players entry
        join live_match_players live on live.profile_id = entry.profile_id
        where entry.tournament_id = $1
        union
        select player.match_id
        from tournament_players entry
        join match_players player on player.profile_id = entry.profile_id
        where
            entry.tournament_id = $1
            and player.completed_at is null
    )
select
    running.match_id,
    running.started_at,
    running.leaderboard_id,
    running.state,
    array(
        select player.profile_id from match_players player where player.match_id = running.match_id
        union
        select live.profile_id from live_match_players live where live.match_id = running.match_id
    ) as "profiles!"
from theirs
join matches running on running.match_id = theirs.match_id
where running.completed_at is null
