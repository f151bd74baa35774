-- The built-in sign-in: hosts whom operators added, their sign-in links and sessions, and the keys that sign cookies.

create table hosts (
    user_id uuid primary key,
    name text not null,
    created_at timestamptz not null,
    -- A removed host's row stays: what they own shows whose it is.
    removed_at timestamptz,
    -- Version 8 tells them from the users of another service (RFC 9562, section 5.8).
    constraint hosts_user_id_version check (substr(user_id::text, 15, 1) = '8'),
    constraint hosts_name_length check (length(name) between 1 and 64)
);
create unique index hosts_by_name on hosts (name) where removed_at is null;

-- A host has one link at a time, of which only the SHA-256 digest is known here.
create table sign_in_links (
    user_id uuid primary key references hosts,
    digest bytea not null unique check (length(digest) = 32),
    expires_at timestamptz not null
);

-- A session that ends is deleted.
create table host_sessions (
    id uuid primary key,
    user_id uuid not null references hosts,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index host_sessions_by_user on host_sessions (user_id);

-- The private key in PKCS #1, and the public one's two numbers, big-endian. One signs; retired ones are still accepted.
create table signing_keys (
    id uuid primary key,
    private_key bytea not null,
    modulus bytea not null,
    exponent bytea not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
create unique index signing_keys_one_signs on signing_keys ((true)) where retired_at is null;
