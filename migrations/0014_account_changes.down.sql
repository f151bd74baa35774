drop trigger player_rating_snapshots_deleted on player_rating_snapshots;
drop trigger player_rating_snapshots_inserted on player_rating_snapshots;
drop trigger match_players_deleted on match_players;
drop trigger match_players_updated on match_players;
drop trigger match_players_inserted on match_players;
drop function note_account_changes;
drop table account_changes;
