-- The list of tournaments is read a page at a time, the newest first.
create index tournaments_by_creation on tournaments (created_at desc, id desc);
