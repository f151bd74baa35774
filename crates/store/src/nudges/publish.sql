with
    latest as (
        select coalesce(max(id), 0) as id
        from nudges
    ),
    added as (
        insert into nudges (event, polled_at, tournament_ids)
        values ($1, $2, $3)
        returning id, event, polled_at, tournament_ids
    ),
    hint as (
        select
            added.id,
            json_build_object(
                'previous', latest.id,
                'id', added.id,
                'event', added.event,
                'polled_at', added.polled_at,
                'tournament_ids', added.tournament_ids
            )::text as payload
        from added
        cross join latest
    )
select
    -- A notification holds 8,000 bytes; a longer scope is read from the table.
    pg_notify($4, case when octet_length(payload) < 7900 then payload else '' end)
from hint
