-- Each platform's snapshot is replaced on its own, the hosts' too. A version that does not say means Twitch.
alter table host_live_streams
    add column platform text not null default 'twitch' check (platform in ('twitch', 'youtube'));
