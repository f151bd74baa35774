-- How many are ranked on a ladder is the ladder's, not each account's: it moves whenever anybody joins.
-- `rank_total` and `region_rank_total` of player_ratings are left for the version before, which still writes them.

create table ladder_totals (
    leaderboard_id bigint primary key,
    rank_total bigint not null
);
create table ladder_region_totals (
    leaderboard_id bigint not null,
    region_id bigint not null,
    rank_total bigint not null,
    primary key (leaderboard_id, region_id)
);

insert into ladder_totals
select leaderboard_id, max(rank_total)
from player_ratings
where rank_total is not null
group by leaderboard_id;

insert into ladder_region_totals
select leaderboard_id, region_id, max(region_rank_total)
from player_ratings
join players using (profile_id)
where region_id is not null and region_rank_total is not null
group by leaderboard_id, region_id;
