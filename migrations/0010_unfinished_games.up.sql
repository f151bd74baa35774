-- Who is in a game that is not over: of everything anybody ever played that is next to nothing.
create index match_players_unfinished on match_players (profile_id) where completed_at is null;
