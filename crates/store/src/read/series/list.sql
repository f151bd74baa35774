select
    series.id,
    series.stage_id,
    series.round,
    series.group_number,
    series.label,
    series.first_entry_id,
    series.second_entry_id,
    series.first_team_id,
    series.second_team_id,
    series.best_of,
    series.play_all,
    series.admits,
    series.scheduled_at,
    series.stream_url,
    series.note,
    series.pairing_reason,
    series.status,
    series.first_score,
    series.second_score,
    series.winner,
    series.decided_by,
    series.decided_at
from series
left join stages stage on stage.id = series.stage_id
where
    series.tournament_id = $1
    and ($2::bigint is null or series.id = $2)
    and ($3::bigint is null or series.stage_id = $3)
    and ($4::text is null or series.status = $4)
    and ($5::bigint is null or $5 in (series.first_entry_id, series.second_entry_id))
    and ($6::bigint is null or $6 in (series.first_team_id, series.second_team_id))
    and ($7 or series.stage_id is null or stage.is_public)
order by series.scheduled_at nulls last, series.id
