-- What the upstream tells: accounts, ratings, matches, the live snapshot, the catalogue.

create table players (
    profile_id bigint primary key check (profile_id > 0),
    alias text,
    steam_id text,
    xbox_id text,
    country text,
    clan_name text,
    region_id bigint,
    level bigint,
    xp bigint,
    updated_at timestamptz not null
);

create table player_ratings (
    profile_id bigint not null references players on delete cascade,
    leaderboard_id bigint not null,
    current_rating bigint not null,
    max_rating bigint not null,
    wins bigint not null,
    losses bigint not null,
    streak bigint not null,
    drops bigint not null,
    rank bigint check (rank > 0),
    rank_total bigint,
    region_rank bigint check (region_rank > 0),
    region_rank_total bigint,
    last_match_at timestamptz,
    updated_at timestamptz not null,
    primary key (profile_id, leaderboard_id),
    constraint player_ratings_peak check (max_rating >= current_rating)
);

-- Observations: one for every change of the pair (peak, current), never changed afterwards.
create table player_rating_snapshots (
    id bigint generated always as identity primary key,
    profile_id bigint not null,
    leaderboard_id bigint not null,
    max_rating bigint not null,
    current_rating bigint not null,
    observed_at timestamptz not null
);
create index player_rating_snapshots_latest
    on player_rating_snapshots (profile_id, leaderboard_id, observed_at desc, id desc);

-- Names learned from any payload; opponents' accounts are never polled themselves.
create table profile_aliases (
    profile_id bigint primary key check (profile_id > 0),
    alias text not null check (alias <> '')
);

create table matches (
    match_id bigint primary key check (match_id > 0),
    matchtype_id bigint not null,
    leaderboard_id bigint,
    map_name text not null,
    description text,
    started_at timestamptz not null,
    completed_at timestamptz,
    state text not null check (state in ('staging', 'in_progress', 'completed')),
    updated_at timestamptz not null,
    constraint matches_completed check ((state = 'completed') = (completed_at is not null))
);
create index matches_unfinished on matches (match_id) where completed_at is null;

-- The ladder and the start are copies of the match's, kept in step where matches are written, so
-- that an entry's games in a window are one index scan however long the history grows.
create table match_players (
    match_id bigint not null references matches on delete cascade,
    profile_id bigint not null,
    leaderboard_id bigint,
    started_at timestamptz not null,
    civilization_id bigint not null check (civilization_id >= -1),
    team_id bigint,
    outcome text check (outcome in ('win', 'loss')),
    old_rating bigint,
    new_rating bigint,
    xp_gained bigint not null,
    primary key (match_id, profile_id)
);
create index match_players_on_ladder
    on match_players (profile_id, leaderboard_id, started_at desc, match_id desc) include (outcome, new_rating);
create index match_players_by_start on match_players (profile_id, started_at desc, match_id desc);

-- The latest look at the lobbies that concern anybody on a roster: everybody in them.
create table live_match_players (
    match_id bigint not null references matches on delete cascade,
    profile_id bigint not null,
    civilization_id bigint not null check (civilization_id >= -1),
    team_id bigint,
    primary key (match_id, profile_id)
);
create index live_match_players_by_profile on live_match_players (profile_id);

-- Broadcasts that are on air, by entry and by tournament.
create table live_streams (
    tournament_player_id bigint not null references tournament_players on delete cascade,
    platform text not null check (platform in ('twitch', 'youtube')),
    title text,
    category text,
    primary key (tournament_player_id, platform)
);
create table host_live_streams (
    tournament_id bigint not null references tournaments on delete cascade,
    url text not null,
    primary key (tournament_id, url)
);

create table leaderboards (
    leaderboard_id bigint primary key,
    name text not null,
    is_ranked boolean not null
);
create table civilizations (
    civilization_id bigint primary key,
    name text not null
);
