drop table team_members, teams, tournament_players, tournament_creators, tournament_owners, tournaments;
