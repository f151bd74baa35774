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
-- Limited to the one row there is at most: otherwise each of these tables is read as a whole, everybody's rows included,
-- once a roster has as many entries as a plan with an index is thought to be slow for.
left join lateral (
    select membership.team_id, membership.is_captain
    from team_members membership
    where membership.tournament_player_id = entry.id
    limit 1
) member on true
left join teams team on team.id = member.team_id
left join lateral (
    select
        account.updated_at,
        account.alias,
        account.steam_id,
        account.xbox_id,
        account.country,
        account.clan_name,
        account.region_id,
        account.level,
        account.xp
    from players account
    where account.profile_id = entry.profile_id
    limit 1
) player on true
left join lateral (
    select
        ladder.updated_at,
        ladder.current_rating,
        ladder.max_rating,
        ladder.wins,
        ladder.losses,
        ladder.streak,
        ladder.drops,
        ladder.rank,
        ladder.region_rank,
        ladder.last_match_at
    from player_ratings ladder
    where ladder.profile_id = entry.profile_id and ladder.leaderboard_id = $2
    limit 1
) rating on true
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
