//! Groups of a stage: drawn by snake seeding, or as the host gives them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::side::{Group, Participant, Side};

/// How participants are put into groups: a number, or the participants of each, who are named by a `T`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "groups are a number, or a list of lists of participants")]
pub enum Groups<T> {
    /// Into this many, by snake seeding.
    Number(u16),
    /// As given, each in the order of seeds.
    Lists(Vec<Vec<T>>),
}

impl<T> Default for Groups<T> {
    /// All in one group.
    fn default() -> Self {
        Self::Number(1)
    }
}

impl<T> Groups<T> {
    /// The same groups with the participants named otherwise.
    pub fn map<U>(&self, name: impl Fn(&T) -> U) -> Groups<U> {
        match self {
            Self::Number(number) => Groups::Number(*number),
            Self::Lists(lists) => Groups::Lists(lists.iter().map(|group| group.iter().map(&name).collect()).collect()),
        }
    }
}

/// Why participants cannot be put into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupMistake<T> {
    /// A group would have fewer than two sides.
    TooSmall,
    /// A side is in a group but takes no part.
    Unknown(T),
    /// A side is in two places.
    Repeated(T),
    /// A side is in no group.
    Missing(T),
}

impl<T> GroupMistake<T> {
    /// The mistake in words, with sides called as `name` does.
    pub fn in_words(&self, name: impl FnOnce(&T) -> String) -> String {
        let (side, what) = match self {
            Self::TooSmall => return "each group needs at least two participants".to_owned(),
            Self::Unknown(side) => (side, "is not a participant"),
            Self::Repeated(side) => (side, "is in the groups twice"),
            Self::Missing(side) => (side, "is in no group"),
        };
        format!("{} {what}", name(side))
    }
}

impl<T: Copy + Ord> Groups<T> {
    /// The groups of these participants, who are in the order of seeds.
    ///
    /// # Errors
    ///
    /// [`GroupMistake`] when a group would be too small, or given groups are not exactly the participants.
    pub fn of(&self, participants: &[T]) -> Result<Vec<Vec<T>>, GroupMistake<T>> {
        let groups = match self {
            Self::Number(number) => snake(participants, usize::from(*number)),
            Self::Lists(groups) => groups.clone(),
        };
        if groups.is_empty() || groups.iter().any(|group| group.len() < 2) {
            return Err(GroupMistake::TooSmall);
        }
        let known: BTreeSet<_> = participants.iter().copied().collect();
        let mut seen = BTreeSet::new();
        for side in groups.iter().flatten().copied() {
            if !known.contains(&side) {
                return Err(GroupMistake::Unknown(side));
            }
            if !seen.insert(side) {
                return Err(GroupMistake::Repeated(side));
            }
        }
        match known.difference(&seen).next() {
            Some(side) => Err(GroupMistake::Missing(*side)),
            None => Ok(groups),
        }
    }
}

/// The participants who are these sides, in the order of seeds, each in its group if there are any.
#[must_use]
pub fn participants(seeded: &[Side], groups: &[Vec<Side>]) -> Vec<Participant> {
    let participant =
        |(seed, side): (u32, &Side)| Participant { side: *side, seed, group: group_of(side, groups), withdrawn: false };
    (1..).zip(seeded).map(participant).collect()
}

/// The group that a side is in.
pub(crate) fn group_of<T: PartialEq>(side: &T, groups: &[Vec<T>]) -> Option<Group> {
    (1..).map(Group).zip(groups).find(|(_, group)| group.contains(side)).map(|(group, _)| group)
}

/// Deals sides into groups, forwards and backwards in turn: with three groups, seeds 1, 6, 7 are together, 2, 5, 8, and
/// 3, 4, 9.
fn snake<T: Copy>(seeded: &[T], number: usize) -> Vec<Vec<T>> {
    let mut groups = vec![Vec::new(); number.min(seeded.len())];
    let count = groups.len();
    if count == 0 {
        return groups;
    }
    for (place, side) in seeded.iter().enumerate() {
        let (lap, step) = (place / count, place % count);
        let group = if lap % 2 == 0 { step } else { count - 1 - step };
        groups[group].push(*side);
    }
    groups
}
