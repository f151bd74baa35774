delete from live_match_players stored
where
    not exists (
        select from unnest($1::bigint[], $2::bigint[]) as seen (match_id, profile_id)
        where seen.match_id = stored.match_id and seen.profile_id = stored.profile_id
    )
    and (
        stored.match_id = any($3::bigint[])
        or not ($4::boolean or stored.match_id = any($5::bigint[]))
    )
returning match_id, profile_id, exists (
    select from matches where matches.match_id = stored.match_id and matches.state = 'in_progress'
) as "was_playing!"
