-- Fills an empty database as years of polls would leave it. Sizes are settings of the session:
--   growth.now                  when the last game ended
--   growth.tournaments          under way, for fifteen days so far
--   growth.entries              of each tournament, five to a team, each with an account that is in no other
--   growth.games                within those fifteen days
--   growth.past_games           in the seven hundred days before
--   growth.players              of each game: one account of a tournament, now and then two, and strangers

create function pg_temp.size(name text) returns bigint immutable return current_setting('growth.' || name)::bigint;
create function pg_temp.now() returns timestamptz immutable return current_setting('growth.now')::timestamptz;
create function pg_temp.accounts() returns bigint immutable
    return pg_temp.size('tournaments') * pg_temp.size('entries');
set work_mem = '512MB';
set maintenance_work_mem = '1GB';

-- Indexes are made anew when the rows are there: that is many times as fast.
create temporary table kept_constraints as
select conrelid::regclass::text as relation, conname, pg_get_constraintdef(oid) as definition, contype
from pg_constraint
where conrelid in ('match_players'::regclass, 'player_rating_snapshots'::regclass) and contype in ('p', 'f');
create temporary table kept_indexes as
select indexname, indexdef
from pg_indexes
where
    tablename in ('match_players', 'player_rating_snapshots')
    and indexname not in (select conname from kept_constraints);
do $$
declare
    kept record;
begin
    for kept in select * from kept_constraints loop
        execute format('alter table %s drop constraint %I', kept.relation, kept.conname);
    end loop;
    for kept in select * from kept_indexes loop
        execute format('drop index %I', kept.indexname);
    end loop;
end
$$;

-- Nobody has facts in memory yet that these rows would change.
alter table match_players disable trigger user;
-- Nobody is looked for by name.
alter table players disable trigger user;
alter table profile_aliases disable trigger user;
alter table player_rating_snapshots disable trigger user;

insert into matches (
    match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at, state, updated_at
)
select
    number, 6, case when number % 25 = 7 then 4 else 3 end, 'Map ' || number % 7, 'AUTOMATCH', ended - interval '25 minutes', ended, 'completed', ended
from (
    select
        number,
        pg_temp.now() - case
            when number > past then interval '15 days' * ((past + recent - number)::float / (recent + 1))
            else interval '15 days' + interval '700 days' * ((past - number)::float / (past + 1))
        end as ended
    from (select pg_temp.size('past_games') as past, pg_temp.size('games') as recent) size
    cross join generate_series(1, past + recent) number
) game;

-- Ratings move slowly, as on the ladder.
insert into match_players (
    match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome,
    old_rating, new_rating, xp_gained
)
select
    match_id, profile_id, leaderboard_id, started_at, completed_at, dice % 45, seat % 2, outcome, rating,
    case outcome when 'win' then rating + 16 else rating - 16 end, 1
from (
    select
        match_id, leaderboard_id, started_at, completed_at, seat, dice,
        case
            when seat = 0 then 1 + dice % accounts
            when seat = 1 and match_id % 20 = 0 then 1 + (dice + 1) % accounts
            else accounts + 1 + (match_id * 31 + seat * 7919) % 100000
        end as profile_id,
        case (match_id + seat) % 2 when 0 then 'win' else 'loss' end as outcome,
        1500 + (200 * sin(match_id * 0.0002))::bigint + dice % 20 as rating
    from matches
    cross join (select pg_temp.accounts() as accounts, pg_temp.size('players') as players) size
    cross join generate_series(0, players - 1) seat
    cross join lateral (select abs(hashint8(match_id))::bigint as dice) roll
) part;

-- What polls would have observed: everybody once at first, then
-- the ratings after each game, twenty seconds later. One game in 25 is on another
-- ladder.
insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
select
    profile_id,
    leaderboard_id,
    max(new_rating) over (partition by profile_id, leaderboard_id order by completed_at, match_id),
    new_rating,
    completed_at + interval '20 seconds'
from match_players
where profile_id <= pg_temp.accounts()
order by completed_at;
insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
select number, 3, 1500, 1500, pg_temp.now() - interval '800 days'
from generate_series(1, pg_temp.accounts()) number;

alter table match_players enable trigger user;
alter table player_rating_snapshots enable trigger user;

do $$
declare
    kept record;
begin
    for kept in select * from kept_indexes loop
        execute kept.indexdef;
    end loop;
    for kept in select * from kept_constraints order by contype desc loop
        execute format('alter table %s add constraint %I %s', kept.relation, kept.conname, kept.definition);
    end loop;
end
$$;

insert into players (profile_id, alias, country, updated_at)
select number, 'Alias ' || number, 'de', pg_temp.now() from generate_series(1, pg_temp.accounts()) number;
insert into player_ratings (
    profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops, rank, updated_at
)
select
    number, 3, coalesce(last.current_rating, 1500), coalesce(last.max_rating, 1500), 100, 100, 1, 0, number,
    pg_temp.now()
from generate_series(1, pg_temp.accounts()) number
left join lateral (
    select current_rating, max_rating
    from player_rating_snapshots seen
    where seen.profile_id = number and seen.leaderboard_id = 3
    order by observed_at desc, id desc
    limit 1
) last on true;
insert into profile_aliases (profile_id, alias)
select number, 'Alias ' || number from generate_series(1, pg_temp.accounts() + 100000) number;

alter table players enable trigger user;
alter table profile_aliases enable trigger user;

-- Half of the tournaments rank by peak ratings, half by current ones.
insert into tournaments (slug, name, leaderboard_id, rank_by, start_date, end_date)
select
    'cup-' || number, 'Cup ' || number, 3, case number % 2 when 1 then 'peak_rating' else 'current_rating' end,
    pg_temp.now() - interval '15 days', pg_temp.now() + interval '1 day'
from generate_series(1, pg_temp.size('tournaments')) number
order by number;
insert into tournament_players (tournament_id, name, profile_id)
select id, 'Player ' || profile, profile
from (select id, row_number() over (order by id) - 1 as place from tournaments) tournament
cross join generate_series(1, pg_temp.size('entries')) entry
cross join lateral (select place * pg_temp.size('entries') + entry as profile) account
order by profile;
insert into teams (tournament_id, name, initials)
select id, 'Team ' || number, 'T' || number
from tournaments
cross join generate_series(1, pg_temp.size('entries') / 5) number;
insert into team_members (tournament_id, team_id, tournament_player_id)
select tournament_id, team.id, entry.id
from (select *, row_number() over (partition by tournament_id order by id) - 1 as place from teams) team
join (
    select *, (row_number() over (partition by tournament_id order by id) - 1) / 5 as place
    from tournament_players
) entry using (tournament_id, place);
analyze;
