-- Whose history was fetched when: the poll takes up the turns where they were left.
-- Every row is written anew every few minutes; with room on its page that changes no index.
create table history_fetches (
    profile_id bigint primary key,
    fetched_at timestamptz not null
) with (fillfactor = 50);
