drop index match_players_unfinished;
