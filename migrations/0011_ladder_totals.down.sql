update player_ratings
set rank_total = ladder_totals.rank_total
from ladder_totals
where ladder_totals.leaderboard_id = player_ratings.leaderboard_id and player_ratings.rank is not null;

update player_ratings
set region_rank_total = ladder_region_totals.rank_total
from ladder_region_totals
join players using (region_id)
where
    players.profile_id = player_ratings.profile_id
    and ladder_region_totals.leaderboard_id = player_ratings.leaderboard_id
    and player_ratings.region_rank is not null;

drop table ladder_region_totals;
drop table ladder_totals;
