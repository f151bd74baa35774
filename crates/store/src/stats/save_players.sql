-- What would stay as it is does not get as far as the conflict, which locks a row even to leave it alone.
insert into players as stored
    (profile_id, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp, updated_at)
select polled.*, $10
from unnest(
    $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[]
) as polled (profile_id, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp)
left join players known on known.profile_id = polled.profile_id
where
    known.profile_id is null
    or (
        known.alias, known.steam_id, known.xbox_id, known.country, known.clan_name, known.region_id, known.level,
        known.xp
    )
    is distinct from
    (
        coalesce(polled.alias, known.alias), polled.steam_id, polled.xbox_id, polled.country, polled.clan_name,
        polled.region_id, polled.level, polled.xp
    )
on conflict (profile_id) do update
set
    -- A blank alias is a gap in the payload, not a change of name.
    alias = coalesce(excluded.alias, stored.alias),
    steam_id = excluded.steam_id,
    xbox_id = excluded.xbox_id,
    country = excluded.country,
    clan_name = excluded.clan_name,
    region_id = excluded.region_id,
    level = excluded.level,
    xp = excluded.xp,
    updated_at = excluded.updated_at
returning stored.profile_id
