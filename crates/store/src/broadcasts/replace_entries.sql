with seen as (
    select
        seen.entry_id,
        seen.channel,
        seen.title,
        seen.category,
        known.channel as known_channel,
        -- No answer shows the channel.
        known.tournament_player_id is null
            or (known.title, known.category) is distinct from (seen.title, seen.category) as is_news
    from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as seen (entry_id, channel, title, category)
    join tournament_players entry on entry.id = seen.entry_id
    left join live_streams known on known.tournament_player_id = seen.entry_id and known.platform = $1
),
gone as (
    delete from live_streams stored
    where stored.platform = $1 and stored.tournament_player_id <> all ($2::bigint[])
    returning stored.tournament_player_id
),
come as (
    insert into live_streams (tournament_player_id, platform, channel, title, category)
    select seen.entry_id, $1, seen.channel, seen.title, seen.category
    from seen
    where seen.is_news or seen.known_channel is distinct from seen.channel
    on conflict (tournament_player_id, platform) do update
    set channel = excluded.channel, title = excluded.title, category = excluded.category
)
select distinct entry.tournament_id as "tournament_id!"
from (select tournament_player_id from gone union all select entry_id from seen where is_news) changed
join tournament_players entry on entry.id = changed.tournament_player_id
