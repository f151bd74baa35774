with
    recent as (
        select tournament_ids
        from nudges
        where
            event = 'standings'
            and polled_at >= $1
            -- The clock that published it may have been set back since.
            and polled_at <= $2
    )
select id as "id!"
from tournaments
where
    (start_date is null or start_date <= $2)
    and (end_date is null or end_date >= $2)
    and not exists (
        select from recent
        where tournament_ids is null
    )
except
select unnest(tournament_ids)
from recent
