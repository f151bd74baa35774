drop table signing_keys;
drop table host_sessions;
drop table sign_in_links;
drop table hosts;
