with seen as (
    select seen.entry_id, seen.title, seen.category
    from unnest($2::bigint[], $3::text[], $4::text[]) as seen (entry_id, title, category)
    join tournament_players entry on entry.id = seen.entry_id
),
gone as (
    delete from live_streams stored
    where stored.platform = $1 and stored.tournament_player_id <> all ($2::bigint[])
    returning stored.tournament_player_id
),
come as (
    insert into live_streams as stored (tournament_player_id, platform, title, category)
    select seen.entry_id, $1, seen.title, seen.category
    from seen
    left join live_streams known on known.tournament_player_id = seen.entry_id and known.platform = $1
    where known.tournament_player_id is null
        or (known.title, known.category) is distinct from (seen.title, seen.category)
    on conflict (tournament_player_id, platform) do update
    set title = excluded.title, category = excluded.category
    returning stored.tournament_player_id
)
select distinct entry.tournament_id as "tournament_id!"
from (select tournament_player_id from gone union all select tournament_player_id from come) changed
join tournament_players entry on entry.id = changed.tournament_player_id
