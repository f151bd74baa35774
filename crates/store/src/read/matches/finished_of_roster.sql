-- As many as the answer holds cannot have started before the last of a sample: of each account the newest few. From that
-- bound on, of what one account played no more than the answer holds, and those that started together with the last: the
-- index gives them by their start alone.
with
    bound as materialized (
        select newest.started_at
        from (
            select distinct recent.match_id, recent.started_at
            from tournament_players entry
            cross join lateral (
                select player.match_id, player.started_at
                from match_players player
                where
                    player.profile_id = entry.profile_id
                    and player.completed_at is not null
                order by player.started_at desc
                limit (select 2 * ($2::bigint / greatest(count(*), 4)) + 2 from tournament_players where tournament_id = $1)
            ) recent
            where entry.tournament_id = $1
        ) newest
        order by newest.started_at desc
        offset greatest($2 - 1, 0)
        limit 1
    )
select
    newest.match_id as "match_id!",
    newest.started_at as "started_at!"
from (
    select distinct recent.match_id, recent.started_at
    from tournament_players entry
    cross join lateral (
        select player.match_id, player.started_at
        from match_players player
        where
            player.profile_id = entry.profile_id
            and player.completed_at is not null
            and player.started_at >= coalesce((select started_at from bound), '-infinity')
        order by player.started_at desc
        fetch first ($2) rows with ties
    ) recent
    where entry.tournament_id = $1
) newest
order by newest.started_at desc, newest.match_id
limit $2
