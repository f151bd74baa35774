select
    id as "id!",
    false as "is_team!",
    name as "name!",
    case when jsonb_typeof(presentation -> 'displayName') = 'string' then presentation ->> 'displayName' end as displayed
from tournament_players
where tournament_id = $1
union all
select id, true, name, null from teams where tournament_id = $1
