-- Matches that hosts exclude from their tournaments: they stay in the lists of matches and do not count. The match is not
-- referenced, because a poll may delete it and find it again; who excluded it may be of another service.
create table match_exclusions (
    tournament_id bigint not null references tournaments on delete cascade,
    match_id bigint not null,
    reason text not null,
    excluded_by uuid not null,
    excluded_at timestamptz not null,
    primary key (tournament_id, match_id),
    constraint match_exclusions_reason_length check (length(reason) between 1 and 500)
);
