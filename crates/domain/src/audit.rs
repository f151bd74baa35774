//! The audit records of changes to tournaments. An action that both a host's request and a document or an operator's
//! command can make has its name and targets only here, so that one search of the log finds all of them.

use crate::{
    id::{EntryId, ProfileId, StageId, TeamId, TournamentId, UserId},
    roster::{Entry, Presentation},
};

/// One audited change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AuditRecord {
    /// The action's stable name.
    pub action: &'static str,
    /// The objects of the action.
    pub targets: String,
}

impl AuditRecord {
    /// An action that a single operation makes. Others have a constructor of their name.
    pub fn new(action: &'static str, targets: String) -> Self {
        Self { action, targets }
    }

    /// An action on a stage that a single operation makes.
    pub fn of_stage(action: &'static str, stage: StageId) -> Self {
        Self::new(action, format!("stage {stage}"))
    }

    /// A tournament was created.
    pub fn tournament_create(tournament: TournamentId, slug: &str, presentation: &Presentation) -> Self {
        Self::new("tournament_create", format!("tournament {tournament} slug {slug} {}", keys(presentation)))
    }

    /// A tournament was edited. `presentation` is the one that was given, if one was.
    pub fn tournament_update(tournament: TournamentId, presentation: Option<&Presentation>) -> Self {
        Self::new("tournament_update", format!("tournament {tournament}{}", given_keys(presentation)))
    }

    /// A user became an owner.
    pub fn owner_grant(user: UserId) -> Self {
        Self::new("owner_grant", format!("user {user}"))
    }

    /// A user lost the ownership.
    pub fn owner_revoke(user: UserId) -> Self {
        Self::new("owner_revoke", format!("user {user}"))
    }

    /// An entry was added to the roster.
    pub fn roster_add(entry: EntryId, profile: Option<ProfileId>, presentation: &Presentation) -> Self {
        let profile = profile.map(|profile| format!(" profile {profile}")).unwrap_or_default();
        Self::new("roster_add", format!("entry {entry}{profile} {}", keys(presentation)))
    }

    /// An entry was edited: `roster_promote` if it had no account and was linked to one. `presentation` is the one that
    /// was given, if one was.
    pub fn roster_update(before: &Entry, after: &Entry, presentation: Option<&Presentation>) -> Self {
        let is_promoted = before.profile_id.is_none() && after.profile_id.is_some();
        let action = if is_promoted { "roster_promote" } else { "roster_update" };
        let profile = match after.profile_id {
            same if same == before.profile_id => String::new(),
            Some(profile) => format!(" profile {profile}"),
            None => " profile none".to_owned(),
        };
        Self::new(action, format!("entry {}{profile}{}", after.id, given_keys(presentation)))
    }

    /// An entry was removed from the roster.
    pub fn roster_remove(entry: EntryId) -> Self {
        Self::new("roster_remove", format!("entry {entry}"))
    }

    /// A team was created.
    pub fn team_create(team: TeamId) -> Self {
        Self::new("team_create", format!("team {team}"))
    }

    /// A team was edited.
    pub fn team_update(team: TeamId) -> Self {
        Self::new("team_update", format!("team {team}"))
    }

    /// A team was deleted.
    pub fn team_delete(team: TeamId) -> Self {
        Self::new("team_delete", format!("team {team}"))
    }

    /// An entry joined a team, perhaps from another one.
    pub fn team_member_add(team: TeamId, entry: EntryId, from: Option<TeamId>) -> Self {
        let from = from.map(|from| format!(" from team {from}")).unwrap_or_default();
        Self::new("team_member_add", format!("team {team} entry {entry}{from}"))
    }

    /// An entry left its team.
    pub fn team_member_remove(team: TeamId, entry: EntryId) -> Self {
        Self::new("team_member_remove", format!("team {team} entry {entry}"))
    }

    /// A member became its team's captain.
    pub fn team_captain_set(team: TeamId, entry: EntryId) -> Self {
        Self::new("team_captain_set", format!("team {team} entry {entry}"))
    }

    /// A team was left without a captain.
    pub fn team_captain_unset(team: TeamId) -> Self {
        Self::new("team_captain_unset", format!("team {team}"))
    }

    /// A stage was created.
    pub fn stage_create(stage: StageId) -> Self {
        Self::of_stage("stage_create", stage)
    }

    /// A stage was edited.
    pub fn stage_update(stage: StageId) -> Self {
        Self::of_stage("stage_update", stage)
    }

    /// A stage was deleted.
    pub fn stage_delete(stage: StageId) -> Self {
        Self::of_stage("stage_delete", stage)
    }
}

fn given_keys(presentation: Option<&Presentation>) -> String {
    presentation.map(|given| format!(" {}", keys(given))).unwrap_or_default()
}

/// A presentation as the audit shows it: only its keys.
fn keys(presentation: &Presentation) -> String {
    let keys: Vec<_> = presentation.keys().map(String::as_str).collect();
    format!("presentation [{}]", keys.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_edited_entry_is_logged_with_its_account_if_that_changed() {
        let entry =
            |profile_id| Entry { id: EntryId(5), name: "Anna".into(), profile_id, presentation: Presentation::new() };
        let linked = |number| entry(Some(ProfileId(number)));
        let presentation = json!({"flag": "hidden", "note": 7}).as_object().unwrap().clone();
        for (before, after, action, profile) in [
            (entry(None), entry(None), "roster_update", ""),
            (entry(None), linked(101), "roster_promote", " profile 101"),
            (linked(101), linked(101), "roster_update", ""),
            (linked(101), linked(102), "roster_update", " profile 102"),
            (linked(101), entry(None), "roster_update", " profile none"),
        ] {
            let targets = format!("entry 5{profile} presentation [flag, note]");
            let logged = AuditRecord::roster_update(&before, &after, Some(&presentation));
            assert_eq!(logged, AuditRecord::new(action, targets));
        }
    }
}
