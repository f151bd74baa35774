with new as (
    select *
    from unnest(
        $3::bigint[], $4::smallint[], $5::smallint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
        $10::smallint[], $11::smallint[], $12::text[], $13::text[], $14::timestamptz[], $15::text[], $16::text[],
        $17::text[]
    ) with ordinality as new (
        stage_id, round, group_number, first_entry_id, second_entry_id, first_team_id, second_team_id, best_of,
        play_all, admits, pairing_reason, scheduled_at, stream_url, label, note, place
    )
)
insert into series (
    tournament_id, created_at, stage_id, round, group_number, first_entry_id, second_entry_id, first_team_id,
    second_team_id, best_of, play_all, admits, pairing_reason, scheduled_at, stream_url, label, note
)
select
    $1, $2, stage_id, round, group_number, first_entry_id, second_entry_id, first_team_id, second_team_id, best_of,
    play_all, admits, pairing_reason, scheduled_at, stream_url, label, note
from new
order by place
returning id
