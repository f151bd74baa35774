insert into ladder_region_totals as stored (leaderboard_id, region_id, rank_total)
select told.leaderboard_id, told.region_id, max(told.rank_total)
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as told (leaderboard_id, region_id, rank_total)
left join ladder_region_totals known using (leaderboard_id, region_id)
group by told.leaderboard_id, told.region_id, known.rank_total
having max(told.rank_total) is distinct from known.rank_total
on conflict (leaderboard_id, region_id) do update set rank_total = excluded.rank_total
