-- $1 is a folded name. Without a LIKE nothing in it has a meaning, and any parameter can use the indexes.
with
    candidates as (
        select wanted.profile_id, 0 as closeness, null as folded, null as name
        from (select $2::bigint as profile_id) wanted
        where
            exists (select from players where profile_id = wanted.profile_id)
            or exists (select from account_names where profile_id = wanted.profile_id)
            or exists (select from tournament_players where profile_id = wanted.profile_id)
        union all
        (
            select profile_id, 0, folded, name
            from account_names
            where folded = $1
            order by profile_id
            limit 200
        )
        union all
        (
            select profile_id, 1, folded, name
            from account_names
            where folded > $1 and folded < $1 || chr(1114111)
            order by folded, profile_id
            limit 200
        )
        union all
        (
            select profile_id, 2, folded, name
            from account_names
            where
                char_length($1) >= 2
                and name_bigrams(folded) @> name_bigrams($1)
                and strpos(folded, $1) > 1
            limit 200
        )
    ),
    named as (
        select
            candidate.profile_id,
            candidate.closeness,
            candidate.name,
            coalesce(player.alias, learned.alias) as alias,
            player.country,
            player.profile_id is not null as is_polled,
            coalesce(candidate.folded <> folded_name(coalesce(player.alias, learned.alias)), false) as is_former
        from candidates candidate
        -- With a limit, each is looked up in the index: joined as they are, both tables may be read as a whole.
        left join lateral (
            select profile_id, alias, country from players where profile_id = candidate.profile_id limit 1
        ) player on true
        left join lateral (
            select alias from profile_aliases where profile_id = candidate.profile_id limit 1
        ) learned on true
    ),
    closest as (
        -- Of several names that fit, today's.
        select distinct on (profile_id) *
        from named
        order by profile_id, closeness, is_former
    )
select
    closest.profile_id as "profile_id!",
    closest.closeness as "closeness!",
    coalesce(closest.alias, closest.name) as "alias?",
    case when closest.is_former then closest.name end as "former_alias?",
    closest.country as "country?",
    closest.is_polled as "is_polled!",
    greatest(ladder.last_match_at, game.last_match_at) as "last_match_at?"
from closest
left join lateral (
    select max(last_match_at) as last_match_at from player_ratings where profile_id = closest.profile_id
) ladder on true
left join lateral (
    select coalesce(completed_at, started_at) as last_match_at
    from match_players
    where profile_id = closest.profile_id
    order by started_at desc, match_id desc
    limit 1
) game on true
order by closest.closeness, closest.is_former, "last_match_at?" desc nulls last, closest.profile_id
limit $3
