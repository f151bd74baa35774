-- The entries that are in a lobby or game or on air, and a row without an entry if one of the hosts is on air.
select
    entry.id as "entry_id?",
    live.match_id as "match_id?",
    stream.tournament_player_id is not null as "on_air!",
    stream.title,
    stream.category
from tournament_players entry
left join lateral (
    select max(seen.match_id) as match_id
    from live_match_players seen
    join matches running on running.match_id = seen.match_id
    where seen.profile_id = entry.profile_id and running.completed_at is null
) live on true
left join lateral (
    select broadcast.tournament_player_id, broadcast.title, broadcast.category
    from live_streams broadcast
    where broadcast.tournament_player_id = entry.id
    -- Twitch wins over YouTube.
    order by broadcast.platform
    limit 1
) stream on true
where
    entry.tournament_id = $1
    and (live.match_id is not null or stream.tournament_player_id is not null)
union all
select null, null, true, null, null
where exists (select from host_live_streams where tournament_id = $1)
