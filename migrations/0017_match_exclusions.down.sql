drop table match_exclusions;
