//! Changes the members and captains of a plan, many rows per statement.

use domain::{document::Plan, id::TournamentId};

use super::roster::Written;
use crate::{Error, Tx};

#[tracing::instrument(target = "trace", name = "store.documents.members.change", skip_all)]
pub(super) async fn change(tx: &mut Tx, plan: &Plan, tournament: TournamentId, written: &Written) -> Result<(), Error> {
    // Clears captains first, because a team may have only one at each row that is written.
    let captains = plan.captains.iter().filter_map(|change| Some(change.before.as_ref()?.0.0));
    clear_captains(tx, tournament, &captains.collect::<Vec<_>>()).await?;
    let leave = plan.members.iter().filter(|change| change.to.is_none());
    let leave: Vec<_> = leave.filter_map(|change| Some(written.entry(change.entry)?.0)).collect();
    if !leave.is_empty() {
        sqlx::query!(
            "delete from team_members where tournament_id = $1 and tournament_player_id = any($2)",
            tournament.0,
            &leave,
        )
        .execute(&mut **tx)
        .await?;
    }
    let join = plan.members.iter().filter_map(|change| {
        let (team, _) = change.to.as_ref()?;
        Some((written.team(*team)?.0, written.entry(change.entry)?.0))
    });
    join_teams(tx, tournament, join.unzip()).await?;
    let captains = plan.captains.iter().filter_map(|change| Some(written.entry(change.after.as_ref()?.0)?.0));
    set_captains(tx, tournament, &captains.collect::<Vec<_>>()).await
}

#[tracing::instrument(target = "trace", name = "store.documents.members.clear_captains", skip_all)]
async fn clear_captains(tx: &mut Tx, tournament: TournamentId, entries: &[i64]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update team_members set is_captain = false
        where tournament_id = $1 and tournament_player_id = any($2) and is_captain",
        tournament.0,
        entries,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds entries to teams; an entry that is on another team leaves it.
#[tracing::instrument(target = "trace", name = "store.documents.members.join_teams", skip_all)]
async fn join_teams(
    tx: &mut Tx,
    tournament: TournamentId,
    (teams, entries): (Vec<i64>, Vec<i64>),
) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into team_members (tournament_id, team_id, tournament_player_id)
        select $1, joining.team_id, joining.entry_id
        from unnest($2::bigint[], $3::bigint[]) as joining (team_id, entry_id)
        on conflict (tournament_player_id) do update set team_id = excluded.team_id, is_captain = false",
        tournament.0,
        &teams,
        &entries,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.documents.members.set_captains", skip_all)]
async fn set_captains(tx: &mut Tx, tournament: TournamentId, entries: &[i64]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update team_members set is_captain = true where tournament_id = $1 and tournament_player_id = any($2)",
        tournament.0,
        entries,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
