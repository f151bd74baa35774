-- Every name an account was ever seen under, to find accounts by: former names stay. Triggers note them, so that no writer
-- can forget to, a version before this one included; a poll that finds the same names writes nothing.
-- No extension: pg_trgm and unaccent need a package beside the server and a right to create extensions, and where the
-- database's locale is C, pg_trgm indexes only ASCII.

-- A name without case, accents, and invisible characters, as far as it is compared (100 characters). It depends on no
-- locale, so that what is stored stays what a query is folded to. Letters other than Latin, Greek, Cyrillic and Armenian
-- ones keep their case.
create function folded_name(name text) returns text
language sql immutable strict parallel safe
return left(
    btrim(regexp_replace(
        case
            when octet_length(name) = char_length(name) then lower(name collate "C")
            else
                replace(replace(replace(replace(
                    translate(
                        lower(
                            regexp_replace(
                                normalize(left(name, 200), nfkd),
                                -- Combining marks, and characters that show nothing.
                                '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
                                '\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]',
                                '',
                                'g'
                            ) collate "C"
                        ),
                        'ͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲ'
                        'ѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈ'
                        'ՉՊՋՌՍՎՏՐՑՒՓՔՕՖØøŁłĐđĦħıŦŧÐðςÆŒÞẞ',
                        'ͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳ'
                        'ѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշո'
                        'չպջռսվտրցւփքօֆoollddhhittddσæœþß'
                    ),
                    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
        end,
        '[\u0001-\u0020]+',
        ' ',
        'g'
    )),
    100
);

-- Each two characters that follow one another: what a name has to have that has a text in it.
create function name_bigrams(folded text) returns text[]
language sql immutable strict parallel safe cost 1000
return array(
    select distinct substr(folded, place, 2)
    from generate_series(1, char_length(folded) - 1) as place
);

create table account_names (
    profile_id bigint not null,
    folded text collate "C" not null check (folded <> ''),
    name text not null,
    primary key (profile_id, folded)
);

insert into account_names (profile_id, folded, name)
select profile_id, folded, left(alias, 100)
from (
    select profile_id, alias, folded_name(alias) as folded
    from (
        select profile_id, alias from players where alias is not null
        union
        select profile_id, alias from profile_aliases
    ) seen
) named
where folded <> ''
on conflict do nothing;

create index account_names_folded on account_names (folded, profile_id);
create index account_names_bigrams on account_names using gin (name_bigrams(folded));

create function note_new_names() returns trigger
language plpgsql
set search_path from current
as $$
begin
    insert into account_names (profile_id, folded, name)
    select profile_id, folded, left(alias, 100)
    from (select profile_id, alias, folded_name(alias) as folded from added where alias is not null) named
    where folded <> ''
    order by profile_id
    on conflict do nothing;
    return null;
end
$$;

create function note_renaming() returns trigger
language plpgsql
set search_path from current
as $$
begin
    insert into account_names (profile_id, folded, name)
    select new.profile_id, folded, left(new.alias, 100)
    from folded_name(new.alias) folded
    where folded <> ''
    on conflict do nothing;
    return null;
end
$$;

create trigger players_named
    after insert on players
    referencing new table as added
    for each statement execute function note_new_names();
create trigger players_renamed
    after update of alias on players
    for each row when (new.alias is distinct from old.alias) execute function note_renaming();
create trigger profile_aliases_named
    after insert on profile_aliases
    referencing new table as added
    for each statement execute function note_new_names();
create trigger profile_aliases_renamed
    after update of alias on profile_aliases
    for each row when (new.alias is distinct from old.alias) execute function note_renaming();
