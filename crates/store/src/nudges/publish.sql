-- The id is the database's clock in milliseconds, or one more than the last. A database that is restored from a backup
-- therefore never issues an id again that it issued after the backup was made.
with
    latest as (
        select coalesce(max(id), 0) as id
        from nudges
    ),
    added as (
        -- The last statement of its transaction: how long it is from here to the viewers can be told.
        insert into nudges (id, event, polled_at, tournament_ids, created_at)
        overriding system value
        select
            -- The sequence knows the last id when the table was emptied, and ids drawn by a version before this one.
            setval(
                'nudges_id_seq',
                greatest(
                    nextval('nudges_id_seq'),
                    latest.id + 1,
                    floor(extract(epoch from clock_timestamp()) * 1000)::bigint
                )
            ),
            $1,
            $2,
            $3,
            clock_timestamp()
        from latest
        returning id, event, polled_at, tournament_ids, created_at
    ),
    hint as (
        select
            added.id,
            json_build_object(
                'previous', latest.id,
                'id', added.id,
                'event', added.event,
                'polled_at', added.polled_at,
                'told_at', added.created_at,
                'tournament_ids', added.tournament_ids
            )::text as payload
        from added
        cross join latest
    )
select
    -- A notification holds 8,000 bytes; a longer scope is read from the table.
    pg_notify($4, case when octet_length(payload) < 7900 then payload else '' end)
from hint
