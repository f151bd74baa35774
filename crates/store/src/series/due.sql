with due as (
    select tournament_id, first_entry_id, second_entry_id, first_team_id, second_team_id
    from series
    where
        status in ('scheduled', 'live')
        and (
            scheduled_at between $1 and $2
            or (status = 'live' and scheduled_at is null and created_at > $1)
        )
)
select distinct entry.profile_id as "profile_id!"
from due
join tournament_players entry on entry.tournament_id = due.tournament_id
left join team_members member on member.tournament_player_id = entry.id
where
    entry.profile_id is not null
    and (
        entry.id in (due.first_entry_id, due.second_entry_id)
        or member.team_id in (due.first_team_id, due.second_team_id)
    )
