-- When an account's games or observations last changed: facts in memory are read again for those accounts only. A match
-- that changes does so for all who play in it: whoever was against an account is shown beside its games.
-- Triggers note it, so that no writer can forget to, a version before this one included.
create table account_changes (
    profile_id bigint primary key,
    changed_at timestamptz not null
) with (fillfactor = 70);

create function note_changes(accounts bigint[]) returns void
language sql
set search_path from current
as $$
    insert into account_changes (profile_id, changed_at)
    select profile_id, clock_timestamp()
    from (select distinct profile_id from unnest(accounts) account (profile_id)) account
    order by profile_id
    on conflict (profile_id) do update set changed_at = excluded.changed_at
$$;

create function note_account_changes() returns trigger
language plpgsql
set search_path from current
as $$
begin
    perform note_changes(array(select profile_id from changed));
    return null;
end
$$;

create function note_match_changes() returns trigger
language plpgsql
set search_path from current
as $$
begin
    -- Of a deletion, those who are gone as well.
    perform note_changes(array(
        select profile_id from changed
        union
        select player.profile_id
        from (select distinct match_id from changed) match
        join match_players player using (match_id)
    ));
    return null;
end
$$;

create function note_map_change() returns trigger
language plpgsql
set search_path from current
as $$
begin
    perform note_changes(array(select profile_id from match_players where match_id = new.match_id));
    return null;
end
$$;

create trigger match_players_inserted
    after insert on match_players
    referencing new table as changed
    for each statement execute function note_match_changes();
create trigger match_players_updated
    after update on match_players
    referencing new table as changed
    for each statement execute function note_match_changes();
create trigger match_players_deleted
    after delete on match_players
    referencing old table as changed
    for each statement execute function note_match_changes();
create trigger matches_map_changed
    after update of map_name on matches
    for each row when (new.map_name is distinct from old.map_name) execute function note_map_change();
create trigger player_rating_snapshots_inserted
    after insert on player_rating_snapshots
    referencing new table as changed
    for each statement execute function note_account_changes();
create trigger player_rating_snapshots_deleted
    after delete on player_rating_snapshots
    referencing old table as changed
    for each statement execute function note_account_changes();
