-- Null means unknown and overwrites nothing; an empty tag means that there is none.
-- What would stay as it is does not get as far as the conflict, which locks a row even to leave it alone.
with
    merged as (
        select
            profile_id,
            coalesce(polled.alias, known.alias) as alias,
            coalesce(polled.steam_id, known.steam_id) as steam_id,
            coalesce(polled.xbox_id, known.xbox_id) as xbox_id,
            coalesce(polled.country, known.country) as country,
            nullif(coalesce(polled.clan_name, known.clan_name), '') as clan_name,
            coalesce(polled.region_id, known.region_id) as region_id,
            coalesce(polled.level, known.level) as level,
            coalesce(polled.xp, known.xp) as xp
        from unnest(
            $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
            $9::bigint[]
        ) as polled (profile_id, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp)
        left join players known using (profile_id)
    )
insert into players as stored
    (profile_id, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp, updated_at)
select merged.*, $10
from merged
left join players known using (profile_id)
where
    known.profile_id is null
    or (
        known.alias, known.steam_id, known.xbox_id, known.country, known.clan_name, known.region_id, known.level,
        known.xp
    )
    is distinct from
    (
        merged.alias, merged.steam_id, merged.xbox_id, merged.country, merged.clan_name, merged.region_id,
        merged.level, merged.xp
    )
on conflict (profile_id) do update
set
    alias = excluded.alias,
    steam_id = excluded.steam_id,
    xbox_id = excluded.xbox_id,
    country = excluded.country,
    clan_name = excluded.clan_name,
    region_id = excluded.region_id,
    level = excluded.level,
    xp = excluded.xp,
    updated_at = excluded.updated_at
returning stored.profile_id
