//! The audit records of an executed plan: one for each change, as hosts' single requests have them.

use domain::{
    audit::AuditRecord,
    document::{CaptainChange, MemberChange, Plan, TournamentChange},
    id::{StageId, TournamentId},
    roster::Presentation,
};

use super::roster::Written;

pub(super) fn records(
    plan: &Plan,
    tournament: TournamentId,
    written: &Written,
    stages: &[StageId],
) -> Vec<AuditRecord> {
    let mut records: Vec<_> = of_tournament(plan, tournament).into_iter().collect();
    records.extend(plan.owners_granted.iter().copied().map(AuditRecord::owner_grant));
    records.extend(plan.owners_revoked.iter().copied().map(AuditRecord::owner_revoke));
    of_entries(&mut records, plan, written);
    of_teams(&mut records, plan, written);
    of_stages(&mut records, plan, stages);
    records
}

fn of_tournament(plan: &Plan, tournament: TournamentId) -> Option<AuditRecord> {
    Some(match plan.tournament.as_ref()? {
        TournamentChange::Create(new) => AuditRecord::tournament_create(tournament, &new.slug, &new.presentation),
        TournamentChange::Edit { before, after } => {
            AuditRecord::tournament_update(tournament, replaced(&before.presentation, &after.presentation))
        }
    })
}

fn of_entries(records: &mut Vec<AuditRecord>, plan: &Plan, written: &Written) {
    let added = plan.entries_added.iter().zip(&written.entries);
    records.extend(added.map(|(entry, id)| AuditRecord::roster_add(*id, entry.profile_id, &entry.presentation)));
    let edited = plan.entries_edited.iter();
    records.extend(edited.map(|(before, after)| {
        AuditRecord::roster_update(before, after, replaced(&before.presentation, &after.presentation))
    }));
    records.extend(plan.entries_removed.iter().map(|entry| AuditRecord::roster_remove(entry.id)));
}

fn of_teams(records: &mut Vec<AuditRecord>, plan: &Plan, written: &Written) {
    records.extend(written.teams.iter().copied().map(AuditRecord::team_create));
    records.extend(plan.teams_edited.iter().map(|(team, _)| AuditRecord::team_update(team.id)));
    records.extend(plan.teams_removed.iter().map(|team| AuditRecord::team_delete(team.id)));
    records.extend(plan.members.iter().filter_map(|change| member(change, written)));
    records.extend(plan.captains.iter().filter_map(|change| captain(change, written)));
}

fn of_stages(records: &mut Vec<AuditRecord>, plan: &Plan, added: &[StageId]) {
    records.extend(added.iter().copied().map(AuditRecord::stage_create));
    records.extend(plan.stages_edited.iter().map(|edit| AuditRecord::stage_update(edit.id)));
    records.extend(plan.stages_removed.iter().map(|stage| AuditRecord::stage_delete(stage.id)));
}

fn member(change: &MemberChange, written: &Written) -> Option<AuditRecord> {
    let entry = written.entry(change.entry)?;
    Some(match (&change.from, &change.to) {
        (None, None) => return None,
        (Some((from, _)), None) => AuditRecord::team_member_remove(*from, entry),
        (from, Some((to, _))) => {
            AuditRecord::team_member_add(written.team(*to)?, entry, from.as_ref().map(|(from, _)| *from))
        }
    })
}

fn captain(change: &CaptainChange, written: &Written) -> Option<AuditRecord> {
    let team = written.team(change.team)?;
    Some(match &change.after {
        Some((entry, _)) => AuditRecord::team_captain_set(team, written.entry(*entry)?),
        None => AuditRecord::team_captain_unset(team),
    })
}

/// A presentation that was replaced, as it is now.
fn replaced<'a>(before: &Presentation, after: &'a Presentation) -> Option<&'a Presentation> {
    (before != after).then_some(after)
}
