select
    coalesce((select max(id) from nudges), 0) as "newest_nudge!",
    coalesce((select json_object_agg(task, succeeded_at) from poll_status), '{}') as "polled!: Times",
    exists (select from stages where tournament_id = $1 and is_public) as "has_stages!",
    exists (
        select
        from series
        left join stages stage on stage.id = series.stage_id
        where series.tournament_id = $1 and (series.stage_id is null or stage.is_public)
    ) as "has_series!"
