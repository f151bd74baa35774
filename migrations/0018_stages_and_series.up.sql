-- Stages of tournaments, their series, and what hosts decide about these. An entry or a team that takes part cannot be
-- deleted: results would lose their side.

alter table nudges drop constraint nudges_event_check;
alter table nudges add constraint nudges_event_check check (event in ('standings', 'live', 'matches', 'series'));

create table stages (
    id bigint generated always as identity primary key,
    tournament_id bigint not null references tournaments on delete cascade,
    name text not null check (length(name) between 1 and 100),
    format text not null check (format in ('round_robin', 'swiss', 'manual')),
    sides text not null check (sides in ('entries', 'teams')),
    legs smallint not null check (legs in (1, 2)),
    -- How many rounds a Swiss stage has in all.
    rounds smallint check (rounds between 1 and 100),
    half_pairing text not null check (half_pairing in ('slide', 'fold')),
    best_of smallint check (best_of in (1, 3, 5, 7, 9)),
    play_all smallint check (play_all between 1 and 9),
    admits text not null check (admits in ('lobby', 'ranked', 'any')),
    -- Hundredths of points.
    points_win integer not null check (points_win between -100000 and 100000),
    points_draw integer not null check (points_draw between -100000 and 100000),
    points_loss integer not null check (points_loss between -100000 and 100000),
    points_bye integer not null check (points_bye between -100000 and 100000),
    tie_breaks text[] not null check (cardinality(tie_breaks) <= 9),
    advance smallint not null check (advance between 0 and 256),
    is_public boolean not null,
    started_at timestamptz,
    created_at timestamptz not null,
    constraint stages_series_format check (num_nonnulls(best_of, play_all) = 1),
    constraint stages_in_tournament unique (tournament_id, id)
);

create table stage_participants (
    -- Deleted with its tournament at once, before the entries and teams that it refers to.
    tournament_id bigint not null references tournaments on delete cascade,
    stage_id bigint not null,
    tournament_player_id bigint,
    team_id bigint,
    seed smallint not null check (seed between 1 and 256),
    group_number smallint check (group_number between 1 and 128),
    withdrawn_at timestamptz,
    primary key (stage_id, seed),
    unique (stage_id, tournament_player_id),
    unique (stage_id, team_id),
    constraint stage_participants_one_side check (num_nonnulls(tournament_player_id, team_id) = 1),
    foreign key (tournament_id, stage_id) references stages (tournament_id, id) on delete cascade,
    constraint stage_participants_entry
        foreign key (tournament_id, tournament_player_id) references tournament_players (tournament_id, id),
    constraint stage_participants_team foreign key (tournament_id, team_id) references teams (tournament_id, id)
);
create index stage_participants_by_entry on stage_participants (tournament_player_id)
    where tournament_player_id is not null;
create index stage_participants_by_team on stage_participants (team_id) where team_id is not null;

-- Rounds of Swiss stages. Only the newest is open.
create table stage_rounds (
    stage_id bigint not null references stages on delete cascade,
    round smallint not null check (round between 1 and 100),
    started_at timestamptz not null,
    closed_at timestamptz,
    primary key (stage_id, round)
);
create unique index stage_rounds_one_open on stage_rounds (stage_id) where closed_at is null;

create table stage_byes (
    stage_id bigint not null,
    round smallint not null,
    tournament_player_id bigint,
    team_id bigint,
    reason text not null,
    primary key (stage_id, round),
    constraint stage_byes_one_side check (num_nonnulls(tournament_player_id, team_id) = 1),
    foreign key (stage_id, round) references stage_rounds (stage_id, round) on delete cascade,
    foreign key (stage_id, tournament_player_id)
        references stage_participants (stage_id, tournament_player_id) on delete cascade,
    foreign key (stage_id, team_id) references stage_participants (stage_id, team_id) on delete cascade
);

-- Points that hosts give or take, in hundredths, one number for each side.
create table stage_adjustments (
    stage_id bigint not null references stages on delete cascade,
    tournament_player_id bigint,
    team_id bigint,
    points integer not null check (points between -100000 and 100000 and points <> 0),
    reason text not null check (length(reason) between 1 and 500),
    made_by uuid not null,
    made_at timestamptz not null,
    constraint stage_adjustments_one_side check (num_nonnulls(tournament_player_id, team_id) = 1),
    unique nulls not distinct (stage_id, tournament_player_id, team_id),
    foreign key (stage_id, tournament_player_id)
        references stage_participants (stage_id, tournament_player_id) on delete cascade,
    foreign key (stage_id, team_id) references stage_participants (stage_id, team_id) on delete cascade
);

-- The host's order of sides that tie in everything.
create table stage_ties (
    stage_id bigint not null references stages on delete cascade,
    place smallint not null,
    tournament_player_id bigint,
    team_id bigint,
    primary key (stage_id, place),
    constraint stage_ties_one_side check (num_nonnulls(tournament_player_id, team_id) = 1),
    unique nulls not distinct (stage_id, tournament_player_id, team_id),
    foreign key (stage_id, tournament_player_id)
        references stage_participants (stage_id, tournament_player_id) on delete cascade,
    foreign key (stage_id, team_id) references stage_participants (stage_id, team_id) on delete cascade
);

create table series (
    id bigint generated always as identity primary key,
    tournament_id bigint not null references tournaments on delete cascade,
    stage_id bigint,
    round smallint check (round between 1 and 510),
    group_number smallint check (group_number between 1 and 128),
    label text check (length(label) between 1 and 100),
    first_entry_id bigint,
    second_entry_id bigint,
    first_team_id bigint,
    second_team_id bigint,
    best_of smallint check (best_of in (1, 3, 5, 7, 9)),
    play_all smallint check (play_all between 1 and 9),
    admits text not null check (admits in ('lobby', 'ranked', 'any')),
    scheduled_at timestamptz,
    stream_url text check (length(stream_url) between 1 and 256),
    note text check (length(note) between 1 and 1000),
    pairing_reason text,
    created_at timestamptz not null,
    -- What the host decided about the series as a whole.
    ruled_at timestamptz,
    ruled_first smallint check (ruled_first between 0 and 9),
    ruled_second smallint check (ruled_second between 0 and 9),
    ruled_walkover smallint check (ruled_walkover in (0, 1)),
    ruled_cancelled boolean not null default false,
    -- What follows from that and from its games, kept in step by whoever changes either.
    status text not null default 'scheduled'
        check (status in ('scheduled', 'live', 'completed', 'walkover', 'cancelled')),
    first_score smallint not null default 0 check (first_score between 0 and 9),
    second_score smallint not null default 0 check (second_score between 0 and 9),
    winner smallint check (winner in (0, 1)),
    decided_by text check (decided_by in ('games', 'host', 'walkover')),
    decided_at timestamptz,
    constraint series_in_tournament unique (tournament_id, id),
    constraint series_sides check (
        (
            num_nonnulls(first_entry_id, second_entry_id) = 2
            and num_nulls(first_team_id, second_team_id) = 2
            and first_entry_id <> second_entry_id
        )
        or (
            num_nonnulls(first_team_id, second_team_id) = 2
            and num_nulls(first_entry_id, second_entry_id) = 2
            and first_team_id <> second_team_id
        )
    ),
    constraint series_format check (num_nonnulls(best_of, play_all) = 1),
    constraint series_ruling check (
        num_nonnulls(ruled_first, ruled_second) in (0, 2)
        and (ruled_first is not null)::int + (ruled_walkover is not null)::int + ruled_cancelled::int
            = (ruled_at is not null)::int
    ),
    constraint series_decided check ((decided_by is null) = (decided_at is null)),
    foreign key (tournament_id, stage_id) references stages (tournament_id, id) on delete cascade,
    constraint series_first_entry
        foreign key (tournament_id, first_entry_id) references tournament_players (tournament_id, id),
    constraint series_second_entry
        foreign key (tournament_id, second_entry_id) references tournament_players (tournament_id, id),
    constraint series_first_team foreign key (tournament_id, first_team_id) references teams (tournament_id, id),
    constraint series_second_team foreign key (tournament_id, second_team_id) references teams (tournament_id, id)
);
create index series_by_tournament on series (tournament_id, scheduled_at, id);
-- Polls ask which series are to be played now.
create index series_undecided on series (scheduled_at) where status in ('scheduled', 'live');
create index series_by_stage on series (stage_id) where stage_id is not null;
create index series_by_first_entry on series (first_entry_id) where first_entry_id is not null;
create index series_by_second_entry on series (second_entry_id) where second_entry_id is not null;
create index series_by_first_team on series (first_team_id) where first_team_id is not null;
create index series_by_second_team on series (second_team_id) where second_team_id is not null;

-- What hosts decide about single games: of a match, whether it counts; without one, a game that the service does not
-- know. Matches are not referenced, as in match_exclusions.
create table series_game_decisions (
    id bigint generated always as identity primary key,
    tournament_id bigint not null,
    series_id bigint not null,
    match_id bigint,
    counts boolean not null,
    winner smallint check (winner in (0, 1)),
    map_name text check (length(map_name) between 1 and 100),
    made_at timestamptz not null,
    constraint series_game_decisions_complete check (match_id is not null or (counts and winner is not null)),
    foreign key (tournament_id, series_id) references series (tournament_id, id) on delete cascade,
    constraint series_game_decisions_match unique (tournament_id, match_id)
);
create index series_game_decisions_by_series on series_game_decisions (series_id);

-- The games of each series, as they follow from the facts. A match is in at most one series of a tournament.
create table series_games (
    tournament_id bigint not null,
    series_id bigint not null,
    place smallint not null,
    match_id bigint,
    decision_id bigint references series_game_decisions on delete cascade,
    winner smallint check (winner in (0, 1)),
    -- Null when it counts.
    not_counted text check (not_counted in ('running', 'no_outcome', 'short', 'host', 'excluded', 'after_decision')),
    primary key (series_id, place),
    constraint series_games_complete check (num_nonnulls(match_id, decision_id) > 0),
    foreign key (tournament_id, series_id) references series (tournament_id, id) on delete cascade,
    constraint series_games_match unique (tournament_id, match_id)
);
create index series_games_by_decision on series_games (decision_id) where decision_id is not null;
