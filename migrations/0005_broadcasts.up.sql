-- Each platform's snapshot is replaced by itself, the hosts' broadcasts too. Nothing has filled the table before.
alter table host_live_streams
    add column platform text not null default 'twitch' check (platform in ('twitch', 'youtube'));
-- Whoever writes says which.
alter table host_live_streams alter column platform drop default;
