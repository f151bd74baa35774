select
    game.series_id,
    game.match_id,
    game.decision_id,
    game.winner,
    game.not_counted,
    coalesce(decision.map_name, played.map_name) as "map_name?",
    played.started_at as "started_at?",
    played.completed_at as "completed_at?",
    coalesce(array_agg(part.profile_id) filter (where part.profile_id is not null), '{}') as "profiles!",
    coalesce(
        array_agg(
            case
                when entry.id = series.first_entry_id or member.team_id = series.first_team_id then 0::smallint
                when entry.id = series.second_entry_id or member.team_id = series.second_team_id then 1::smallint
            end
        ) filter (where part.profile_id is not null),
        '{}'
    ) as "sides!: Vec<Option<i16>>",
    coalesce(array_agg(part.civilization_id) filter (where part.profile_id is not null), '{}') as "civilizations!",
    coalesce(
        array_agg(civilization.name) filter (where part.profile_id is not null), '{}'
    ) as "civilization_names!: Vec<Option<String>>"
from series_games game
join series on series.id = game.series_id
left join series_game_decisions decision on decision.id = game.decision_id
left join matches played on played.match_id = game.match_id
left join lateral (
    select profile_id, civilization_id
    from match_players player
    where player.match_id = played.match_id
    union all
    -- Until its history is polled, a running match's players come from its lobby.
    select profile_id, civilization_id
    from live_match_players live
    where
        live.match_id = played.match_id
        and not exists (
            select from match_players player
            where player.match_id = live.match_id and player.profile_id = live.profile_id
        )
        and played.completed_at is null
) part on true
left join tournament_players entry
    on entry.tournament_id = series.tournament_id and entry.profile_id = part.profile_id
left join team_members member on member.tournament_player_id = entry.id
left join civilizations civilization using (civilization_id)
where game.series_id = any($1)
group by game.series_id, game.place, decision.id, played.match_id
order by game.series_id, game.place
