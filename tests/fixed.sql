-- What the service shows whose data stand still (`fixed_service`), at 2026-06-10T12:00:00Z: a cup under way with teams,
-- games, broadcasts and a running game; one of 32 entries; one to come; and one that is over.

insert into civilizations (civilization_id, name)
select number, name
from unnest(array[
    'Britons', 'Franks', 'Goths', 'Teutons', 'Japanese', 'Chinese', 'Byzantines', 'Persians', 'Saracens', 'Turks'
]) with ordinality civilization (name, number)
on conflict (civilization_id) do update set name = excluded.name;

insert into tournaments (
    slug, name, leaderboard_id, rank_by, start_date, end_date, prize_pool_cents, host_stream_urls, created_at
) values
(
    'cup', 'The Summer Cup', 3, 'peak_rating', '2026-06-08T00:00:00Z', '2026-06-20T18:00:00Z', 250000,
    '{https://twitch.tv/summercup, https://youtube.com/@summercup}', '2026-06-01T00:00:00Z'
),
('crowd', 'The Crowded Cup', 3, 'current_rating', '2026-06-08T00:00:00Z', '2026-06-30T00:00:00Z', null, '{}', '2026-06-02T00:00:00Z'),
('autumn', 'The Autumn Cup', 4, 'peak_rating', '2026-09-01T18:00:00Z', '2026-09-15T18:00:00Z', 100000, '{}', '2026-06-03T00:00:00Z'),
('winter', 'The Winter Cup', 3, 'peak_rating', '2026-01-10T00:00:00Z', '2026-01-31T00:00:00Z', null, '{}', '2026-01-01T00:00:00Z');
insert into host_live_streams (tournament_id, url, platform)
select id, 'https://twitch.tv/summercup', 'twitch' from tournaments where slug = 'cup';

-- The first eight accounts are in the cup, the last 32 in the crowded one.
insert into players (profile_id, alias, country, clan_name, updated_at)
select
    100 + number,
    coalesce(
        (array['anna', 'Bert', 'CarlTheGreat', 'Dora', 'Émile', 'fritz_93', 'Greta', 'Hans'])[number],
        'player-' || number
    ),
    (array['de', 'fr', 'se', 'br', 'vn', 'ca', null])[1 + number % 7],
    'CLAN',
    '2026-06-10T12:00:00Z'
from generate_series(1, 41) number
order by number;
insert into profile_aliases (profile_id, alias) select profile_id, alias from players on conflict do nothing;

insert into tournament_players (tournament_id, name, profile_id, presentation)
select
    tournament.id,
    (array[
        'Anna', 'Bert', 'Carl', 'Dora of the Very Long Name That Needs Two Lines', 'Émile', 'Fritz', 'Greta', 'Hans',
        'A guest'
    ])[number],
    case when number < 9 then 100 + number end,
    case number when 2 then '{"streamUrls": ["https://twitch.tv/bert"]}'::jsonb else '{}' end
from tournaments tournament, generate_series(1, 9) number
where slug = 'cup'
order by number;
insert into tournament_players (tournament_id, name, profile_id)
select tournament.id, 'Player number ' || number, 109 + number
from tournaments tournament, generate_series(1, 32) number
where slug = 'crowd'
order by number;
insert into live_streams (tournament_player_id, platform, title, category)
select id, 'twitch', 'Climbing', 'Age of Empires II' from tournament_players where name = 'Bert';

insert into teams (tournament_id, name, initials)
select tournament.id, team.name, team.initials
from tournaments tournament, (values (1, 'The Red Knights', 'RED'), (2, 'Blue', 'BLU')) team (number, name, initials)
where slug = 'cup'
order by number;
insert into team_members (tournament_id, team_id, tournament_player_id)
select team.tournament_id, team.id, entry.id
from teams team
join tournament_players entry using (tournament_id)
where entry.profile_id % 2 = case team.initials when 'RED' then 1 else 0 end;

-- Forty-five games of the cup, then as many of the crowded one, one an hour until now; two of the cup still run.
create temporary table games on commit drop as
select
    cup * 1000 + number as match_id,
    timestamptz '2026-06-10T11:55:00Z' - interval '62 minutes' * (45 - number) as ended,
    base + (number * 7) % size as one,
    base + (number * 7 + 1 + (number * 5) % (size - 1)) % size as other,
    (number * 11) % 5 < 3 as is_won,
    number > 43 and cup = 1 as is_running
from (values (1, 101, 8), (2, 110, 32)) cup (cup, base, size)
cross join generate_series(1, 45) number;
insert into matches (match_id, matchtype_id, leaderboard_id, map_name, started_at, completed_at, state, updated_at)
select
    match_id, 6, 3, (array['Arabia', 'Black Forest', 'Arena', 'Islands'])[1 + match_id % 4],
    ended - interval '1 minute' * (20 + match_id % 23),
    case when not is_running then ended end,
    case when is_running then 'in_progress' else 'completed' end,
    ended
from games;
insert into match_players (
    match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, old_rating,
    new_rating, xp_gained
)
select
    match_id, profile, 3, matches.started_at, matches.completed_at, 1 + (match_id * 5 + profile * 3) % 7, side,
    case when not is_running then case when change > 0 then 'win' else 'loss' end end,
    1800 - 5 * (profile - 100) + coalesce(sum(change) over before, 0),
    case when not is_running then 1800 - 5 * (profile - 100) + coalesce(sum(change) over before, 0) + change end,
    1
from games
join matches using (match_id)
cross join lateral (
    values (0, one, case when is_won then 16 else -15 end), (1, other, case when is_won then -15 else 16 end)
) side (side, profile, change)
window before as (partition by profile order by match_id rows between unbounded preceding and 1 preceding);
insert into live_match_players (match_id, profile_id, civilization_id, team_id)
select match_id, profile_id, civilization_id, team_id from match_players where completed_at is null;
insert into match_exclusions (tournament_id, match_id, reason, excluded_by, excluded_at)
select id, 1042, 'A player was disconnected.', '5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001', '2026-06-10T11:59:00Z'
from tournaments
where slug = 'cup';

-- What polls would have observed: everybody once at first, then the ratings after each game.
insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
select profile_id, 3, 1800 - 5 * (profile_id - 100), 1800 - 5 * (profile_id - 100), '2026-06-07T00:00:00Z'
from players
where profile_id between 101 and 141
order by profile_id;
insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
select
    profile_id, 3,
    greatest(
        1800 - 5 * (profile_id - 100),
        max(new_rating) over (partition by profile_id order by completed_at, match_id)
    ),
    new_rating, completed_at + interval '20 seconds'
from match_players
where completed_at is not null
order by completed_at, match_id;
insert into player_ratings (
    profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops, rank, updated_at
)
select distinct on (profile_id)
    profile_id, 3, current_rating, max_rating, 100, 90, 1, 0, 20 * (profile_id - 100), timestamptz '2026-06-10T12:00:00Z'
from player_rating_snapshots
order by profile_id, observed_at desc, id desc;
