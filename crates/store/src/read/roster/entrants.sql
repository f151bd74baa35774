select
    entry.id,
    entry.name,
    entry.profile_id,
    entry.presentation as "presentation: Json<Presentation>",
    team.id as "team_id?",
    team.name as "team_name?",
    team.initials as "team_initials?",
    coalesce(member.is_captain, false) as "is_captain!",
    live.match_id as "live_match_id?",
    stream.tournament_player_id is not null as "on_air!",
    stream.title,
    stream.category
from tournament_players entry
-- Of this roster alone: joined as they are, these tables are read as a whole, everybody's rows included.
left join (
    select membership.tournament_player_id, membership.team_id, membership.is_captain
    from team_members membership
    where membership.tournament_player_id = any(array(select id from tournament_players where tournament_id = $1))
) member on member.tournament_player_id = entry.id
left join (
    select *
    from teams
    where tournament_id = $1
) team on team.id = member.team_id
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
where entry.tournament_id = $1
order by entry.id
