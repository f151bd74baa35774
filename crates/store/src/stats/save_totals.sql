-- Of what several accounts tell of a ladder, the greatest: which of them was counted last is not told.
insert into ladder_totals as stored (leaderboard_id, rank_total)
select told.leaderboard_id, max(told.rank_total)
from unnest($1::bigint[], $2::bigint[]) as told (leaderboard_id, rank_total)
left join ladder_totals known using (leaderboard_id)
group by told.leaderboard_id, known.rank_total
having max(told.rank_total) is distinct from known.rank_total
on conflict (leaderboard_id) do update set rank_total = excluded.rank_total
