-- Tournaments, who runs them, and their rosters.

create table tournaments (
    id bigint generated always as identity primary key,
    slug text not null unique,
    name text not null,
    leaderboard_id bigint not null check (leaderboard_id > 0),
    rank_by text not null default 'peak_rating' check (rank_by in ('peak_rating', 'current_rating')),
    start_date timestamptz,
    end_date timestamptz,
    prize_pool_cents bigint check (prize_pool_cents >= 0),
    host_stream_urls text[] not null default '{}' check (cardinality(host_stream_urls) <= 5),
    presentation jsonb not null default '{}' check (jsonb_typeof(presentation) = 'object'),
    created_by uuid,
    created_at timestamptz not null default now(),
    constraint tournaments_slug_form check (
        length(slug) between 1 and 64 and slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' and slug <> 'current'
    ),
    constraint tournaments_name_length check (length(name) between 1 and 200),
    constraint tournaments_window_order check (start_date <= end_date)
);

create table tournament_owners (
    tournament_id bigint not null references tournaments on delete cascade,
    user_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (tournament_id, user_id)
);
create index tournament_owners_by_user on tournament_owners (user_id);

-- Who may set tournaments up when that is restricted.
create table tournament_creators (
    user_id uuid primary key,
    created_at timestamptz not null default now()
);

-- Entry ids start above every profile id (32 bits upstream): one number never means both.
create sequence tournament_players_id_seq as bigint start 10000000000 minvalue 10000000000;
create table tournament_players (
    id bigint primary key default nextval('tournament_players_id_seq'),
    tournament_id bigint not null references tournaments on delete cascade,
    name text not null check (length(name) between 1 and 64),
    profile_id bigint check (profile_id > 0),
    presentation jsonb not null default '{}' check (jsonb_typeof(presentation) = 'object'),
    created_at timestamptz not null default now(),
    constraint tournament_players_name_key unique (tournament_id, name),
    constraint tournament_players_profile_key unique (tournament_id, profile_id),
    -- Lets a membership prove that its entry is of the same tournament.
    constraint tournament_players_in_tournament unique (tournament_id, id)
);
alter sequence tournament_players_id_seq owned by tournament_players.id;
create index tournament_players_by_profile on tournament_players (profile_id) where profile_id is not null;

create table teams (
    id bigint generated always as identity primary key,
    tournament_id bigint not null references tournaments on delete cascade,
    name text not null check (length(name) between 1 and 200),
    initials text not null check (length(initials) between 1 and 8),
    constraint teams_in_tournament unique (tournament_id, id)
);

create table team_members (
    tournament_id bigint not null,
    team_id bigint not null,
    tournament_player_id bigint not null,
    is_captain boolean not null default false,
    -- One team per entry.
    primary key (tournament_player_id),
    foreign key (tournament_id, team_id) references teams (tournament_id, id) on delete cascade,
    foreign key (tournament_id, tournament_player_id)
        references tournament_players (tournament_id, id) on delete cascade
);
create index team_members_by_team on team_members (team_id);
create unique index team_members_one_captain on team_members (team_id) where is_captain;
