with seen as (
    select seen.tournament_id, seen.url
    from unnest($2::bigint[], $3::text[]) as seen (tournament_id, url)
    join tournaments on tournaments.id = seen.tournament_id
),
gone as (
    delete from host_live_streams stored
    where stored.platform = $1
        and not exists (
            select from unnest($2::bigint[], $3::text[]) as seen (tournament_id, url)
            where seen.tournament_id = stored.tournament_id and seen.url = stored.url
        )
    returning stored.tournament_id
),
come as (
    insert into host_live_streams (tournament_id, url, platform)
    select seen.tournament_id, seen.url, $1
    from seen
    on conflict (tournament_id, url) do nothing
    returning tournament_id
)
select distinct changed.tournament_id as "tournament_id!"
from (select tournament_id from gone union all select tournament_id from come) changed
