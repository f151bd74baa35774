drop index player_rating_snapshots_latest;
create index player_rating_snapshots_latest
    on player_rating_snapshots (profile_id, leaderboard_id, observed_at desc, id desc);

drop index match_players_on_ladder;
create index match_players_on_ladder
    on match_players (profile_id, leaderboard_id, started_at desc, match_id desc) include (outcome, new_rating);

alter table match_players drop column completed_at;
