drop index tournaments_by_creation;
