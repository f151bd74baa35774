select
    case when drawn.is_called then drawn.last_value else 0 end as "newest!",
    (
        select json_object_agg(task, succeeded_at)
        from poll_status
    ) as "polled: Times",
    nudge.id as "id?",
    nudge.event as "event?",
    nudge.polled_at as "polled_at?",
    nudge.created_at as "told_at?",
    nudge.tournament_ids
from nudges_id_seq drawn
left join nudges nudge on nudge.id > $1
order by nudge.id
