with
    roster as (
        select profile_id
        from tournament_players
        where
            tournament_id = $1
            and profile_id is not null
    ),
    -- What one account played, newest first: no more of it than the answer holds.
    theirs as (
        select recent.match_id
        from roster
        cross join lateral (
            select player.match_id
            from match_players player
            join matches played on played.match_id = player.match_id
            where
                player.profile_id = roster.profile_id
                and ($3::bigint is null or player.leaderboard_id = $3)
                and ($4::text is null or played.state = $4)
                and (
                    $2::bigint is null
                    or exists (
                        select from match_players other
                        where other.match_id = player.match_id and other.profile_id = $2
                    )
                )
            order by player.started_at desc, player.match_id
            limit $5
        ) recent
        union
        select live.match_id
        from roster
        join live_match_players live on live.profile_id = roster.profile_id
        join matches running on running.match_id = live.match_id
        where
            running.completed_at is null
            and ($3::bigint is null or running.leaderboard_id = $3)
            and ($4::text is null or running.state = $4)
            and (
                $2::bigint is null
                or exists (
                    select from live_match_players other
                    where other.match_id = live.match_id and other.profile_id = $2
                )
            )
    )
select listed.match_id
from theirs
join matches listed on listed.match_id = theirs.match_id
order by listed.started_at desc, listed.match_id
limit $5
