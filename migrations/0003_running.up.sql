-- What the service needs to run: the outbox of nudges, the polls' state, the worker's lease, answers kept for retries.

create table nudges (
    id bigint generated always as identity primary key,
    event text not null check (event in ('standings', 'live', 'matches')),
    polled_at timestamptz not null,
    -- Null is everybody; nobody cannot be said.
    tournament_ids bigint[] check (cardinality(tournament_ids) > 0),
    created_at timestamptz not null default now()
);
create index nudges_by_age on nudges (created_at);

create table poll_status (
    task text primary key,
    succeeded_at timestamptz not null
);

-- One row. Its epoch grows with every change of hands.
create table worker_lease (
    id boolean primary key default true check (id),
    holder text not null,
    epoch bigint not null,
    expires_at timestamptz not null
);

-- Claimed at the start of a write and filled in at its end, in one transaction: nobody ever sees a claim alone.
create table idempotency_keys (
    user_id uuid not null,
    key uuid not null,
    fingerprint bytea not null,
    status smallint check (status between 200 and 499 and status not in (401, 403, 429)),
    headers jsonb not null default '{}',
    body bytea not null default '',
    created_at timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
