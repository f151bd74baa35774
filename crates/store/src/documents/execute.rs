//! Executes a plan in a bounded number of statements, however many rows they change.

use domain::{
    audit::AuditRecord,
    clock::Timestamp,
    document::{CheckedDocument, Plan, TournamentChange},
    id::{TournamentId, UserId},
    tournament::Window,
};

use super::{audit, members, roster, stages};
use crate::{
    Error, Tx,
    tournaments::{self, NewTournament},
};

/// The result of an executed plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed {
    /// The changed tournament.
    pub tournament: TournamentId,
    /// The audit events, to be emitted after the commit.
    pub records: Vec<AuditRecord>,
}

/// Executes `plan` on the tournament it was made for, or on the one it creates. `None` when there is neither.
///
/// # Errors
/// [`Error::UniqueViolation`] when another transaction created a tournament with the slug meanwhile.
pub async fn execute(
    tx: &mut Tx,
    plan: &Plan,
    tournament: Option<TournamentId>,
    now: Timestamp,
) -> Result<Option<Executed>, Error> {
    let Some(tournament) = change_tournament(tx, plan, tournament).await? else { return Ok(None) };
    change_owners(tx, plan, tournament).await?;
    stages::release_sides(tx, plan).await?;
    let entries = roster::change_entries(tx, plan, tournament).await?;
    let teams = roster::change_teams(tx, plan, tournament).await?;
    let written = roster::Written { entries, teams };
    members::change(tx, plan, tournament, &written).await?;
    let stages = stages::change(tx, plan, tournament, &written, now).await?;
    Ok(Some(Executed { tournament, records: audit::records(plan, tournament, &written, &stages) }))
}

async fn change_tournament(
    tx: &mut Tx,
    plan: &Plan,
    tournament: Option<TournamentId>,
) -> Result<Option<TournamentId>, Error> {
    match &plan.tournament {
        None => Ok(tournament),
        Some(TournamentChange::Edit { after, .. }) => {
            tournaments::update(tx, after).await?;
            Ok(Some(after.id))
        }
        Some(TournamentChange::Create(document)) => {
            let Some(creator) = document.owners.first() else { return Ok(None) };
            Ok(Some(tournaments::create(tx, &new(document), *creator).await?))
        }
    }
}

fn new(document: &CheckedDocument) -> NewTournament {
    NewTournament {
        slug: document.slug.clone(),
        name: document.name.clone(),
        leaderboard_id: document.leaderboard_id,
        rank_by: document.rank_by,
        window: Window { start: document.start_date, end: document.end_date },
        prize_pool_cents: document.prize_pool_cents,
        host_stream_urls: document.host_stream_urls.clone(),
        presentation: document.presentation.clone(),
    }
}

#[tracing::instrument(target = "trace", name = "store.documents.execute.change_owners", skip_all)]
async fn change_owners(tx: &mut Tx, plan: &Plan, tournament: TournamentId) -> Result<(), Error> {
    let ids = |users: &[UserId]| users.iter().map(|user| user.0).collect::<Vec<_>>();
    if !plan.owners_granted.is_empty() {
        // A microsecond apart, because owners are listed by the time they became one.
        sqlx::query!(
            "insert into tournament_owners (tournament_id, user_id, created_at)
            select $1, granted.user_id, statement_timestamp() + granted.place * interval '1 microsecond'
            from unnest($2::uuid[]) with ordinality as granted (user_id, place)
            on conflict do nothing",
            tournament.0,
            &ids(&plan.owners_granted),
        )
        .execute(&mut **tx)
        .await?;
    }
    if !plan.owners_revoked.is_empty() {
        sqlx::query!(
            "delete from tournament_owners where tournament_id = $1 and user_id = any($2)",
            tournament.0,
            &ids(&plan.owners_revoked),
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
