select
    case when drawn.is_called then drawn.last_value else 0 end as "newest!",
    recent.id as "id?",
    recent.event as "event?",
    recent.polled_at as "polled_at?",
    recent.created_at as "published_at?",
    recent.tournament_ids
from nudges_id_seq drawn
left join lateral (
    select *
    from nudges
    order by id desc
    limit $1
) recent on true
order by recent.id
