//! Removes, edits and adds the entries and teams of a plan, many rows per statement.

use std::collections::HashMap;

use domain::{
    document::{EntryRef, Plan, TeamRef},
    id::{EntryId, TeamId, TournamentId},
    roster::Entry,
};
use serde_json::Value;

use crate::{Error, Tx, columns::column};

/// The ids of the added rows, in the plan's order.
pub(super) struct Written {
    pub(super) entries: Vec<EntryId>,
    pub(super) teams: Vec<TeamId>,
}

impl Written {
    /// The id of an entry; `None` for one that was not written.
    pub(super) fn entry(&self, entry: EntryRef) -> Option<EntryId> {
        match entry {
            EntryRef::Stored(id) => Some(id),
            EntryRef::New(at) => self.entries.get(at).copied(),
        }
    }

    /// The id of a team; `None` for one that was not written.
    pub(super) fn team(&self, team: TeamRef) -> Option<TeamId> {
        match team {
            TeamRef::Stored(id) => Some(id),
            TeamRef::New(at) => self.teams.get(at).copied(),
        }
    }
}

#[tracing::instrument(target = "trace", name = "store.documents.roster.change_entries", skip_all)]
pub(super) async fn change_entries(tx: &mut Tx, plan: &Plan, tournament: TournamentId) -> Result<Vec<EntryId>, Error> {
    if !plan.entries_removed.is_empty() {
        let ids = column(&plan.entries_removed, |entry| entry.id.0);
        sqlx::query!("delete from tournament_players where tournament_id = $1 and id = any($2)", tournament.0, &ids)
            .execute(&mut **tx)
            .await?;
    }
    edit_entries(tx, plan, tournament).await?;
    let added = &plan.entries_added;
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "insert into tournament_players (tournament_id, name, profile_id, presentation)
        select $1, added.name, added.profile_id, added.presentation
        from unnest($2::text[], $3::bigint[], $4::jsonb[]) with ordinality
            as added (name, profile_id, presentation, place)
        order by added.place
        returning id, name",
        tournament.0,
        &column(added, |entry| entry.name.clone()),
        &column(added, |entry| entry.profile_id.map(|profile| profile.0)) as &[Option<i64>],
        &column(added, |entry| Value::Object(entry.presentation.clone())),
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: HashMap<_, _> = rows.into_iter().map(|row| (row.name, EntryId(row.id))).collect();
    Ok(added.iter().filter_map(|entry| ids.get(&entry.name).copied()).collect())
}

/// Edits entries. Names and accounts must be unique at each row that is written, so those that are exchanged are
/// cleared first.
#[tracing::instrument(target = "trace", name = "store.documents.roster.edit_entries", skip_all)]
async fn edit_entries(tx: &mut Tx, plan: &Plan, tournament: TournamentId) -> Result<(), Error> {
    let edited = &plan.entries_edited;
    let let_go: Vec<_> = edited
        .iter()
        .filter(|(before, after)| before.name != after.name || before.profile_id != after.profile_id)
        .map(|(before, _)| before.id.0)
        .collect();
    if let_go.len() > 1 {
        // No real name contains a control character.
        sqlx::query!(
            "update tournament_players set name = chr(1) || id, profile_id = null
            where tournament_id = $1 and id = any($2)",
            tournament.0,
            &let_go,
        )
        .execute(&mut **tx)
        .await?;
    }
    if edited.is_empty() {
        return Ok(());
    }
    let after: Vec<&Entry> = edited.iter().map(|(_, after)| after).collect();
    sqlx::query!(
        "update tournament_players entry
        set name = edited.name, profile_id = edited.profile_id, presentation = edited.presentation
        from unnest($2::bigint[], $3::text[], $4::bigint[], $5::jsonb[]) as edited (id, name, profile_id, presentation)
        where entry.tournament_id = $1 and entry.id = edited.id",
        tournament.0,
        &column(&after, |entry| entry.id.0),
        &column(&after, |entry| entry.name.clone()),
        &column(&after, |entry| entry.profile_id.map(|profile| profile.0)) as &[Option<i64>],
        &column(&after, |entry| Value::Object(entry.presentation.clone())),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.documents.roster.change_teams", skip_all)]
pub(super) async fn change_teams(tx: &mut Tx, plan: &Plan, tournament: TournamentId) -> Result<Vec<TeamId>, Error> {
    if !plan.teams_removed.is_empty() {
        let ids = column(&plan.teams_removed, |team| team.id.0);
        sqlx::query!("delete from teams where tournament_id = $1 and id = any($2)", tournament.0, &ids)
            .execute(&mut **tx)
            .await?;
    }
    if !plan.teams_edited.is_empty() {
        sqlx::query!(
            "update teams team
            set name = edited.name, initials = edited.initials
            from unnest($2::bigint[], $3::text[], $4::text[]) as edited (id, name, initials)
            where team.tournament_id = $1 and team.id = edited.id",
            tournament.0,
            &column(&plan.teams_edited, |(_, team)| team.id.0),
            &column(&plan.teams_edited, |(_, team)| team.name.clone()),
            &column(&plan.teams_edited, |(_, team)| team.initials.clone()),
        )
        .execute(&mut **tx)
        .await?;
    }
    let added = &plan.teams_added;
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "insert into teams (tournament_id, name, initials)
        select $1, added.name, added.initials
        from unnest($2::text[], $3::text[]) with ordinality as added (name, initials, place)
        order by added.place
        returning id, name",
        tournament.0,
        &column(added, |team| team.name.clone()),
        &column(added, |team| team.initials.clone()),
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: HashMap<_, _> = rows.into_iter().map(|row| (row.name, TeamId(row.id))).collect();
    Ok(added.iter().filter_map(|team| ids.get(&team.name).copied()).collect())
}
