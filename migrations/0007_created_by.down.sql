drop index tournaments_by_creator;
