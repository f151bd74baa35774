drop trigger profile_aliases_renamed on profile_aliases;
drop trigger profile_aliases_named on profile_aliases;
drop trigger players_renamed on players;
drop trigger players_named on players;
drop function note_renaming;
drop function note_new_names;
drop table account_names;
drop function name_bigrams;
drop function folded_name;
