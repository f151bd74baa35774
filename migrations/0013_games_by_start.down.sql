drop index match_players_by_start;
create index match_players_by_start on match_players (profile_id, started_at desc, match_id desc);
