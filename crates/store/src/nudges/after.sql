select
    $1 = 0 or exists (
        select from nudges
        where id = $1
    ) as "is_known!",
    (
        select json_object_agg(task, succeeded_at)
        from poll_status
    ) as "polled: Times",
    nudge.id as "id?",
    nudge.event as "event?",
    nudge.polled_at as "polled_at?",
    nudge.created_at as "published_at?",
    nudge.tournament_ids
-- One row at least, for what is told besides.
from (select) once
left join nudges nudge on nudge.id > $1
order by nudge.id
