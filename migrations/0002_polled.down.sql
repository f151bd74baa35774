drop table civilizations, leaderboards, host_live_streams, live_streams, live_match_players, match_players, matches,
    profile_aliases, player_rating_snapshots, player_ratings, players;
