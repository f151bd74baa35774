select
    id,
    slug,
    name,
    leaderboard_id,
    rank_by,
    start_date,
    end_date,
    prize_pool_cents,
    host_stream_urls,
    presentation as "presentation: Json<Presentation>",
    exists (select from host_live_streams live where live.tournament_id = tournaments.id) as "host_stream_live!",
    created_at
from tournaments
where
    (created_at, id) < (
        coalesce($1::timestamptz, 'infinity'),
        coalesce($2::bigint, 9223372036854775807)
    )
order by created_at desc, id desc
limit $3
