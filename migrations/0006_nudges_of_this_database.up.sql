-- A client that comes back with an id of another database, a restored or a new one, must not take its place for one of
-- ours: ids begin with the clock, in milliseconds since 1970, which no outbox ever catches up with.
do $$
begin
    execute format(
        'alter sequence nudges_id_seq restart with %s',
        greatest(
            (select coalesce(max(id), 0) + 1 from nudges),
            (extract(epoch from clock_timestamp()) * 1000)::bigint
        )
    );
end
$$;
