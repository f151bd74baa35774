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
where id = $1
