//! A plan as text for people: one change per line, `+` for additions, `~` for edits, `-` for removals.

mod stages;

use std::fmt::{self, Display};

use super::{
    Action, CaptainChange, Change, Kind, MemberChange, NewEntry, NewTeam, NotInDocument, Plan, TournamentChange,
};
use crate::{
    clock::Timestamp,
    roster::{Entry, Presentation, Team},
    tournament::Tournament,
};

impl Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.described().iter().try_for_each(|change| writeln!(f, "{} {}", change.action.sign(), change.text))?;
        for kept in &self.not_in_document {
            writeln!(f, "  {kept}: not in the file, kept (use --prune to remove)")?;
        }
        match self.change_count() {
            0 => write!(f, "{}: nothing to change", self.slug),
            1 => write!(f, "{}: 1 change", self.slug),
            changes => write!(f, "{}: {changes} changes", self.slug),
        }
    }
}

impl Plan {
    /// The plan's changes in words: one for each field of the tournament that differs, and one for each other change.
    #[must_use]
    pub fn described(&self) -> Vec<Change> {
        let mut changes = self.of_tournament();
        let owner = |action| move |user| Change::new(action, Kind::Owner, user, format!("owner {user}"));
        changes.extend(self.owners_granted.iter().map(owner(Action::Add)));
        changes.extend(self.owners_revoked.iter().map(owner(Action::Remove)));
        changes.extend(self.of_entries());
        changes.extend(self.of_teams());
        changes.extend(self.members.iter().filter_map(of_member));
        changes.extend(self.captains.iter().map(of_captain));
        changes.extend(self.of_stages());
        changes
    }

    fn of_tournament(&self) -> Vec<Change> {
        match &self.tournament {
            None => Vec::new(),
            Some(TournamentChange::Create(new)) => {
                let text = format!("tournament {} {:?}", new.slug, new.name);
                vec![Change::new(Action::Add, Kind::Tournament, &new.name, text)]
            }
            Some(TournamentChange::Edit { before, after }) => {
                let edit =
                    |text| Change::new(Action::Edit, Kind::Tournament, &before.name, format!("tournament {text}"));
                of_tournament(before, after).into_iter().map(edit).collect()
            }
        }
    }

    fn of_entries(&self) -> impl Iterator<Item = Change> {
        let added = self.entries_added.iter().map(|NewEntry { name, profile_id, .. }| {
            let account = profile_id.map(|profile| format!(" with account {profile}")).unwrap_or_default();
            Change::new(Action::Add, Kind::Entry, name, format!("entry {name:?}{account}"))
        });
        let edited = self.entries_edited.iter().map(|(before, after)| {
            let text = format!("entry {:?}: {}", before.name, of_entry(before, after).join(", "));
            Change::new(Action::Edit, Kind::Entry, &before.name, text)
        });
        let removed = self
            .entries_removed
            .iter()
            .map(|Entry { name, .. }| Change::new(Action::Remove, Kind::Entry, name, format!("entry {name:?}")));
        added.chain(edited).chain(removed)
    }

    fn of_teams(&self) -> impl Iterator<Item = Change> {
        let added = self.teams_added.iter().map(|NewTeam { name, initials }| {
            Change::new(Action::Add, Kind::Team, name, format!("team {name:?} ({initials:?})"))
        });
        let edited = self.teams_edited.iter().map(|(before, after)| {
            let text = format!("team {:?}: {}", before.name, of_team(before, after).join(", "));
            Change::new(Action::Edit, Kind::Team, &before.name, text)
        });
        let removed = self
            .teams_removed
            .iter()
            .map(|Team { name, .. }| Change::new(Action::Remove, Kind::Team, name, format!("team {name:?}")));
        added.chain(edited).chain(removed)
    }
}

fn of_member(MemberChange { name, from, to, .. }: &MemberChange) -> Option<Change> {
    let (action, text) = match (from, to) {
        (None, Some((_, to))) => (Action::Add, format!("member {name:?} of team {to:?}")),
        (Some((_, from)), Some((_, to))) => (Action::Edit, format!("member {name:?}: team {from:?} -> {to:?}")),
        (Some((_, from)), None) => (Action::Remove, format!("member {name:?} of team {from:?}")),
        (None, None) => return None,
    };
    Some(Change::new(action, Kind::Member, name, text))
}

fn of_captain(CaptainChange { name, before, after, .. }: &CaptainChange) -> Change {
    let before = quoted(before.as_ref().map(|(_, name)| name));
    let after = quoted(after.as_ref().map(|(_, name)| name));
    Change::new(Action::Edit, Kind::Captain, name, format!("captain of team {name:?}: {before} -> {after}"))
}

impl Display for NotInDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(user) => write!(f, "owner {user}"),
            Self::Entry(name) => write!(f, "entry {name:?}"),
            Self::Team(name) => write!(f, "team {name:?}"),
            Self::Stage(name) => write!(f, "stage {name:?}"),
        }
    }
}

fn of_tournament(before: &Tournament, after: &Tournament) -> Vec<String> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &before.name, &after.name, |name| format!("{name:?}"));
    differ(&mut changes, "leaderboard_id", &before.leaderboard_id, &after.leaderboard_id, ToString::to_string);
    differ(&mut changes, "rank_by", &before.rank_by, &after.rank_by, |mode| mode.as_str().to_owned());
    let time = |time: &Option<Timestamp>| or_none(time.as_ref());
    differ(&mut changes, "start_date", &before.window.start, &after.window.start, time);
    differ(&mut changes, "end_date", &before.window.end, &after.window.end, time);
    let prize = |cents: &Option<i64>| or_none(cents.as_ref());
    differ(&mut changes, "prize_pool_cents", &before.prize_pool_cents, &after.prize_pool_cents, prize);
    let urls = |urls: &Vec<String>| format!("{urls:?}");
    differ(&mut changes, "host_stream_urls", &before.host_stream_urls, &after.host_stream_urls, urls);
    changes.extend(of_presentation(&before.presentation, &after.presentation));
    changes
}

fn of_entry(before: &Entry, after: &Entry) -> Vec<String> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &before.name, &after.name, |name| format!("{name:?}"));
    differ(&mut changes, "account", &before.profile_id, &after.profile_id, |profile| or_none(profile.as_ref()));
    changes.extend(of_presentation(&before.presentation, &after.presentation));
    changes
}

fn of_team(before: &Team, after: &Team) -> Vec<String> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &before.name, &after.name, |name| format!("{name:?}"));
    differ(&mut changes, "initials", &before.initials, &after.initials, |initials| format!("{initials:?}"));
    changes
}

/// Names the keys that differ, without their values, which may be long.
fn of_presentation(before: &Presentation, after: &Presentation) -> Option<String> {
    let mut keys: Vec<_> =
        before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    (!keys.is_empty()).then(|| format!("presentation {keys:?}"))
}

fn differ<T: PartialEq>(changes: &mut Vec<String>, what: &str, before: &T, after: &T, show: impl Fn(&T) -> String) {
    if before != after {
        changes.push(format!("{what} {} -> {}", show(before), show(after)));
    }
}

fn or_none(value: Option<&impl Display>) -> String {
    value.map_or_else(|| "none".to_owned(), ToString::to_string)
}

fn quoted(name: Option<&String>) -> String {
    name.map_or_else(|| "none".to_owned(), |name| format!("{name:?}"))
}
