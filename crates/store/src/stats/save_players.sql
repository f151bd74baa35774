insert into players as stored
    (profile_id, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp, updated_at)
select polled.*, $10
from unnest(
    $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[]
) as polled
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
where
    (
        stored.alias, stored.steam_id, stored.xbox_id, stored.country, stored.clan_name,
        stored.region_id, stored.level, stored.xp
    )
    is distinct from
    (
        coalesce(excluded.alias, stored.alias), excluded.steam_id, excluded.xbox_id, excluded.country,
        excluded.clan_name, excluded.region_id, excluded.level, excluded.xp
    )
returning stored.profile_id
