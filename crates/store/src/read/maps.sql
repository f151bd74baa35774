-- One look into the index for each match, which the limit insists on: a join with a long array is planned as a scan of
-- all matches.
select
    played.match_id as "match_id!",
    played.map_name as "map_name!",
    played.completed_at
from unnest($1::bigint[]) as wanted (match_id)
cross join lateral (
    select match_id, map_name, completed_at
    from matches
    where match_id = wanted.match_id
    limit 1
) played
