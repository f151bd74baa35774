select
    entry.id,
    entry.name,
    entry.profile_id,
    entry.presentation as "presentation: Json<Presentation>",
    team.id as "team_id?",
    team.name as "team_name?",
    team.initials as "team_initials?",
    coalesce(member.is_captain, false) as "is_captain!",
    player.updated_at as "polled_at?",
    player.alias,
    player.steam_id,
    player.xbox_id,
    player.country,
    player.clan_name,
    player.region_id,
    player.level,
    player.xp,
    rating.updated_at as "rated_at?",
    rating.current_rating as "current_rating?",
    rating.max_rating as "max_rating?",
    rating.wins as "wins?",
    rating.losses as "losses?",
    rating.streak as "streak?",
    rating.drops as "drops?",
    rating.rank,
    case when rating.rank is not null then total.rank_total end as rank_total,
    rating.region_rank,
    case when rating.region_rank is not null then region_total.rank_total end as region_rank_total,
    rating.last_match_at,
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
left join (
    select *
    from players
    where profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
) player on player.profile_id = entry.profile_id
left join (
    select *
    from player_ratings
    where
        profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
        and leaderboard_id = $2
) rating on rating.profile_id = entry.profile_id
left join ladder_totals total on total.leaderboard_id = $2
left join ladder_region_totals region_total
    on region_total.leaderboard_id = $2 and region_total.region_id = player.region_id
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
