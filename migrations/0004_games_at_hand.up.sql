-- A game's completion is copied to its players like its start, and the index by account and ladder carries
-- whatever a view of a tournament asks of a game: none of them visits the table.
alter table match_players add column completed_at timestamptz;
update match_players player
set completed_at = played.completed_at
from matches played
where played.match_id = player.match_id;

drop index match_players_on_ladder;
create index match_players_on_ladder
    on match_players (profile_id, leaderboard_id, started_at desc, match_id desc)
    include (completed_at, team_id, civilization_id, outcome, old_rating, new_rating);

drop index player_rating_snapshots_latest;
create index player_rating_snapshots_latest
    on player_rating_snapshots (profile_id, leaderboard_id, observed_at desc, id desc)
    include (max_rating, current_rating);
