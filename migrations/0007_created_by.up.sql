-- How many tournaments a user set up is limited, whoever owns them now. Of older ones the creator is their oldest owner.
update tournaments tournament
set created_by = (
    select owner.user_id
    from tournament_owners owner
    where owner.tournament_id = tournament.id
    order by owner.created_at, owner.user_id
    limit 1
)
where created_by is null;
create index tournaments_by_creator on tournaments (created_by);
