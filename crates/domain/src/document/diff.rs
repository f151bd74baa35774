//! A plan as people read it: one change a line, `+` for what comes, `~` for what changes, `-` for what goes.

use std::fmt::{self, Display};

use super::{CaptainChange, MemberChange, NewEntry, NotInDocument, Plan, TournamentChange};
use crate::{
    clock::Timestamp,
    roster::{Entry, Presentation, Team},
    tournament::Tournament,
};

impl Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tournament(f)?;
        self.owners_granted.iter().try_for_each(|user| writeln!(f, "+ owner {user}"))?;
        self.owners_revoked.iter().try_for_each(|user| writeln!(f, "- owner {user}"))?;
        self.roster(f)?;
        self.of_teams(f)?;
        for kept in &self.not_in_document {
            writeln!(f, "  {kept}: not in the file, kept (use --prune to remove)")?;
        }
        match self.changes() {
            0 => write!(f, "{}: nothing to change", self.slug),
            1 => write!(f, "{}: 1 change", self.slug),
            changes => write!(f, "{}: {changes} changes", self.slug),
        }
    }
}

impl Plan {
    fn tournament(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tournament {
            None => Ok(()),
            Some(TournamentChange::Create(new)) => writeln!(f, "+ tournament {} {:?}", new.slug, new.name),
            Some(TournamentChange::Edit { before, after }) => {
                let changes = of_tournament(before, after);
                changes.into_iter().try_for_each(|change| writeln!(f, "~ tournament {change}"))
            }
        }
    }

    fn roster(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for NewEntry { name, profile_id, .. } in &self.entries_added {
            match profile_id {
                Some(profile) => writeln!(f, "+ entry {name:?} with account {profile}")?,
                None => writeln!(f, "+ entry {name:?}")?,
            }
        }
        for (before, after) in &self.entries_edited {
            writeln!(f, "~ entry {:?}: {}", before.name, of_entry(before, after).join(", "))?;
        }
        self.entries_removed.iter().try_for_each(|entry| writeln!(f, "- entry {:?}", entry.name))
    }

    fn of_teams(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.teams_added.iter().try_for_each(|team| writeln!(f, "+ team {:?} ({:?})", team.name, team.initials))?;
        for (before, after) in &self.teams_edited {
            writeln!(f, "~ team {:?}: {}", before.name, of_team(before, after).join(", "))?;
        }
        self.teams_removed.iter().try_for_each(|team| writeln!(f, "- team {:?}", team.name))?;
        for MemberChange { name, from, to, .. } in &self.members {
            match (from, to) {
                (None, Some((_, to))) => writeln!(f, "+ member {name:?} of team {to:?}")?,
                (Some((_, from)), Some((_, to))) => writeln!(f, "~ member {name:?}: team {from:?} -> {to:?}")?,
                (Some((_, from)), None) => writeln!(f, "- member {name:?} of team {from:?}")?,
                (None, None) => {}
            }
        }
        for CaptainChange { name, before, after, .. } in &self.captains {
            let before = before.as_ref().map(|(_, name)| name);
            let after = after.as_ref().map(|(_, name)| name);
            writeln!(f, "~ captain of team {name:?}: {} -> {}", quoted(before), quoted(after))?;
        }
        Ok(())
    }
}

impl Display for NotInDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(user) => write!(f, "owner {user}"),
            Self::Entry(name) => write!(f, "entry {name:?}"),
            Self::Team(name) => write!(f, "team {name:?}"),
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

/// The keys that differ, for values may be long.
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
