//! The audit events of an executed plan, with the names that hosts' single requests have.

use domain::{
    document::{CaptainChange, MemberChange, Plan, TournamentChange},
    id::{StageId, TournamentId},
    roster::Presentation,
};

use super::roster::Written;

/// One audited change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The action's stable name.
    pub action: &'static str,
    /// The objects of the action.
    pub targets: String,
}

impl Record {
    fn new(action: &'static str, targets: String) -> Self {
        Self { action, targets }
    }
}

pub(super) fn records(plan: &Plan, tournament: TournamentId, written: &Written, stages: &[StageId]) -> Vec<Record> {
    let mut records: Vec<_> = of_tournament(plan, tournament).into_iter().collect();
    let owner = |action: &'static str| move |user| Record::new(action, format!("user {user}"));
    records.extend(plan.owners_granted.iter().map(owner("owner_grant")));
    records.extend(plan.owners_revoked.iter().map(owner("owner_revoke")));
    of_entries(&mut records, plan, written);
    of_teams(&mut records, plan, written);
    of_stages(&mut records, plan, stages);
    records
}

fn of_tournament(plan: &Plan, tournament: TournamentId) -> Option<Record> {
    Some(match plan.tournament.as_ref()? {
        TournamentChange::Create(new) => {
            let targets = format!("tournament {tournament} slug {} {}", new.slug, keys(&new.presentation));
            Record::new("tournament_create", targets)
        }
        TournamentChange::Edit { before, after } => {
            let keys_of_presentation = changed_keys(&before.presentation, &after.presentation);
            Record::new("tournament_update", format!("tournament {tournament}{keys_of_presentation}"))
        }
    })
}

fn of_entries(records: &mut Vec<Record>, plan: &Plan, written: &Written) {
    for (entry, id) in plan.entries_added.iter().zip(&written.entries) {
        let profile = entry.profile_id.map(|profile| format!(" profile {profile}")).unwrap_or_default();
        records.push(Record::new("roster_add", format!("entry {id}{profile} {}", keys(&entry.presentation))));
    }
    for (before, after) in &plan.entries_edited {
        let is_relinked = before.profile_id != after.profile_id;
        let profile = match after.profile_id.filter(|_| is_relinked) {
            Some(profile) => format!(" profile {profile}"),
            None if is_relinked => " profile none".to_owned(),
            None => String::new(),
        };
        let is_promoted = before.profile_id.is_none() && after.profile_id.is_some();
        let action = if is_promoted { "roster_promote" } else { "roster_update" };
        let keys_of_presentation = changed_keys(&before.presentation, &after.presentation);
        records.push(Record::new(action, format!("entry {}{profile}{keys_of_presentation}", before.id)));
    }
    let removed = plan.entries_removed.iter();
    records.extend(removed.map(|entry| Record::new("roster_remove", format!("entry {}", entry.id))));
}

fn of_teams(records: &mut Vec<Record>, plan: &Plan, written: &Written) {
    records.extend(written.teams.iter().map(|id| Record::new("team_create", format!("team {id}"))));
    let edited = plan.teams_edited.iter();
    records.extend(edited.map(|(team, _)| Record::new("team_update", format!("team {}", team.id))));
    let removed = plan.teams_removed.iter();
    records.extend(removed.map(|team| Record::new("team_delete", format!("team {}", team.id))));
    records.extend(plan.members.iter().filter_map(|change| member(change, written)));
    records.extend(plan.captains.iter().filter_map(|change| captain(change, written)));
}

fn of_stages(records: &mut Vec<Record>, plan: &Plan, added: &[StageId]) {
    let record = |action, id| Record::new(action, format!("stage {id}"));
    records.extend(added.iter().map(|id| record("stage_create", *id)));
    records.extend(plan.stages_edited.iter().map(|edit| record("stage_update", edit.id)));
    records.extend(plan.stages_removed.iter().map(|stage| record("stage_delete", stage.id)));
}

fn member(change: &MemberChange, written: &Written) -> Option<Record> {
    let entry = written.entry(change.entry)?;
    Some(match (&change.from, &change.to) {
        (None, None) => return None,
        (Some((from, _)), None) => Record::new("team_member_remove", format!("team {from} entry {entry}")),
        (from, Some((to, _))) => {
            let from = from.as_ref().map(|(from, _)| format!(" from team {from}")).unwrap_or_default();
            Record::new("team_member_add", format!("team {} entry {entry}{from}", written.team(*to)?))
        }
    })
}

fn captain(change: &CaptainChange, written: &Written) -> Option<Record> {
    let team = written.team(change.team)?;
    Some(match &change.after {
        Some((entry, _)) => Record::new("team_captain_set", format!("team {team} entry {}", written.entry(*entry)?)),
        None => Record::new("team_captain_unset", format!("team {team}")),
    })
}

/// A presentation as the audit shows it: only its keys.
fn keys(presentation: &Presentation) -> String {
    let keys: Vec<_> = presentation.keys().map(String::as_str).collect();
    format!("presentation [{}]", keys.join(", "))
}

/// The keys of a presentation that was replaced.
fn changed_keys(before: &Presentation, after: &Presentation) -> String {
    if before == after { String::new() } else { format!(" {}", keys(after)) }
}
