//! A stage's table: the order of its sides by points, tie-breaks, the host's order of ties, and seeds.

mod buchholz;
mod classes;
mod head_to_head;
mod order;
mod record;
mod results;
mod row;
mod tie_break;
mod unplayed;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use row::{Millionths, TableRow, TieBreakValue};
pub use tie_break::TieBreak;

use self::{order::Order, results::Results};
use super::{
    points::{PointSystem, Points},
    result::StageResult,
    side::{Group, Participant, Round, Side},
};

/// How the series of a stage come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageFormat {
    /// All of a group meet, as the Berger tables say.
    RoundRobin,
    /// Each round pairs sides with equal points.
    Swiss,
    /// The host makes the series.
    Manual,
}

impl StageFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::RoundRobin, Self::Swiss, Self::Manual];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::Swiss => "swiss",
            Self::Manual => "manual",
        }
    }
}

/// A stage's settings that decide its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRules {
    /// How its series come about.
    pub format: StageFormat,
    /// What results give.
    pub points: PointSystem,
    /// The tie-breaks, the most significant first.
    pub tie_breaks: Vec<TieBreak>,
    /// How many of each group advance.
    pub advance: u32,
    /// How many rounds a Swiss stage has in all; without it, those so far.
    pub rounds: Option<u16>,
}

/// The facts that a table is computed from, as of one database snapshot, each in any order.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableInput<'a> {
    /// The participants, each once.
    pub participants: &'a [Participant],
    /// The series and byes. Those of sides that do not take part are ignored.
    pub results: &'a [StageResult],
    /// Points given or taken by the host. Several for one side add up.
    pub adjustments: &'a [(Side, Points)],
    /// The host's order of sides that tie in everything, the better first. It says nothing of sides that do not tie.
    pub ties: &'a [Side],
}

/// Which part of a table is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableCut {
    /// Only the results of rounds up to this one.
    pub after_round: Option<Round>,
    /// Only the rows of this group.
    pub group: Option<Group>,
}

/// The table, group after group. Each group is ranked by itself.
#[must_use]
pub fn table(rules: &TableRules, facts: &TableInput<'_>, cut: TableCut) -> Vec<TableRow> {
    let results = Results::of(rules, facts, cut.after_round);
    let mut groups: BTreeMap<Option<Group>, Vec<usize>> = BTreeMap::new();
    for (index, participant) in results.participants.iter().enumerate() {
        groups.entry(participant.group).or_default().push(index);
    }
    groups.retain(|group, _| cut.group.is_none() || *group == cut.group);
    let order = Order::of(rules, &results, facts.ties);
    groups.into_values().flat_map(|group| order.rows(group)).collect()
}

/// Whether a host may order these sides: they are at least two, each once, and all tie in everything.
#[must_use]
pub fn may_be_ordered(rows: &[TableRow], sides: &[Side]) -> bool {
    let [first, others @ ..] = sides else { return false };
    let Some(row) = rows.iter().find(|row| row.side == *first) else { return false };
    let is_tied = |(place, side): (usize, &Side)| row.tied_with.contains(side) && !others[..place].contains(side);
    !others.is_empty() && others.iter().enumerate().all(is_tied)
}
