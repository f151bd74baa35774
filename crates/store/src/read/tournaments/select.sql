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
    ($1::bigint is null or id = $1)
    and (
        $2::uuid is null
        or exists (
            select from tournament_owners owner
            where owner.tournament_id = tournaments.id and owner.user_id = $2
        )
    )
order by created_at desc, id desc
