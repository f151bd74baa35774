drop table history_fetches;
