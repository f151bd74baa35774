//! The roster: entries, their displayed names, and their teams.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::id::{EntryId, ProfileId, TeamId, TournamentId};

/// The frontends' own data on a tournament or an entry: stored and returned, mostly without being read.
pub type Presentation = Map<String, Value>;

/// Whether a value can be stored: none of its strings contains a NUL.
#[must_use]
pub fn is_storable(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\0'),
        Value::Array(items) => items.iter().all(is_storable),
        Value::Object(fields) => fields.iter().all(|(name, value)| !name.contains('\0') && is_storable(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// A row of a tournament's roster.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The entry.
    pub id: EntryId,
    /// The name the host gave it.
    pub name: String,
    /// The linked account, if any.
    pub profile_id: Option<ProfileId>,
    /// The frontends' own data.
    pub presentation: Presentation,
}

impl Entry {
    /// The name shown to viewers: `presentation.displayName` when it is a non-blank text, else the entry's name.
    #[must_use]
    pub fn displayed_name(&self) -> &str {
        match self.presentation.get("displayName") {
            Some(Value::String(name)) if !name.trim().is_empty() => name,
            _ => &self.name,
        }
    }

    /// Compares entries by name: ignoring case, then by code point, then the older entry first. Uses the host's name,
    /// whatever name is displayed.
    #[must_use]
    pub fn by_name(&self, other: &Self) -> Ordering {
        by_name(&self.name, &other.name).then_with(|| self.id.cmp(&other.id))
    }
}

/// Compares names ignoring case, then by code point.
#[must_use]
pub fn by_name(a: &str, b: &str) -> Ordering {
    let folded = |name: &str| name.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    folded(a).cmp(&folded(b)).then_with(|| a.cmp(b))
}

/// A team of a tournament.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// Its tournament.
    pub tournament_id: TournamentId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(presentation: &Value) -> Entry {
        let presentation = presentation.as_object().unwrap().clone();
        Entry { id: EntryId(1), name: "Own".into(), profile_id: None, presentation }
    }

    #[test]
    fn only_a_text_that_says_something_replaces_the_name() {
        assert_eq!(entry(&json!({"displayName": "Shown"})).displayed_name(), "Shown");
        for blank in [json!({}), json!({"displayName": " \t"}), json!({"displayName": null}), json!({"displayName": 7})]
        {
            assert_eq!(entry(&blank).displayed_name(), "Own", "{blank}");
        }
    }

    #[test]
    fn names_compare_case_aside_first() {
        let mut names = ["b", "A", "a", "B", "Ä", "ä"];
        names.sort_by(|a, b| by_name(a, b));
        assert_eq!(names, ["A", "a", "B", "b", "Ä", "ä"]);
    }
}
