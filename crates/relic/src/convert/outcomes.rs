//! Finds out who won a match: from the report rows, or from the member rows where the reports do not say.

use std::collections::BTreeMap;

use domain::{id::ProfileId, matches::Outcome};

use json_client::Field;

use super::side;
use crate::{
    reconcile::is_decided,
    wire::{HistoryMember, ReportResult},
};

/// What some rows say about one player's outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reported {
    Nothing,
    One(Outcome),
    /// Contradictory rows: both a win and a loss.
    Both,
}

/// One player's rows in either list; usually one in each.
#[derive(Clone, Debug, Default)]
pub(super) struct PlayerRows<'a> {
    pub(super) reports: Vec<ReportResult<'a>>,
    pub(super) members: Vec<HistoryMember<'a>>,
}

impl PlayerRows<'_> {
    pub(super) fn side(&self) -> Option<i64> {
        let reported = self.reports.iter().filter_map(|report| side(report.teamid.int())).max();
        let side = reported.or_else(|| self.members.iter().filter_map(|member| side(member.teamid.int())).max());
        side.map(|side| side.0)
    }

    fn reported(&self) -> Reported {
        reported_by(self.reports.iter().map(|report| report.resulttype))
    }

    fn remembered(&self) -> Reported {
        reported_by(self.members.iter().map(|member| member.outcome))
    }
}

/// The outcome of each player whose outcome is known.
///
/// The report row takes precedence (`resulttype` 1 won, 0 lost; -1, 2, 4 and others occur and say nothing). Where it
/// says nothing, the member row is used, unless then nobody would have won. If by the reports nobody won, or everybody,
/// and the member rows are consistent, these take precedence. Contradictory rows of one player say nothing, but if it
/// is the only such player, the outcomes of the others decide.
pub(super) fn outcomes(players: &BTreeMap<ProfileId, PlayerRows<'_>>) -> BTreeMap<ProfileId, Outcome> {
    let by = |choose: fn(&PlayerRows<'_>) -> Option<Outcome>| -> BTreeMap<ProfileId, Outcome> {
        let mut outcomes: BTreeMap<_, _> = players.iter().filter_map(|(id, rows)| Some((*id, choose(rows)?))).collect();
        settle(players, &mut outcomes);
        outcomes
    };
    let reports = by(|rows| first(rows.reported(), Reported::Nothing));
    let both = by(|rows| first(rows.reported(), rows.remembered()));
    let members = by(|rows| first(rows.remembered(), rows.reported()));
    let is_decided = |outcomes: &BTreeMap<ProfileId, Outcome>| {
        is_decided(players.iter().map(|(id, rows)| (rows.side(), outcomes.get(id).copied())))
    };
    [&both, &members].into_iter().find(|outcomes| is_decided(outcomes)).unwrap_or(&reports).clone()
}

fn first(one: Reported, other: Reported) -> Option<Outcome> {
    match (one, other) {
        (Reported::One(outcome), _) | (_, Reported::One(outcome)) => Some(outcome),
        _ => None,
    }
}

/// Decides a single player whose rows contradict each other: a win if nobody else won, or somebody on the same side
/// did.
fn settle(players: &BTreeMap<ProfileId, PlayerRows<'_>>, outcomes: &mut BTreeMap<ProfileId, Outcome>) {
    let is_open = |(id, rows): &(&ProfileId, &PlayerRows<'_>)| {
        !outcomes.contains_key(id) && [rows.reported(), rows.remembered()].contains(&Reported::Both)
    };
    let mut open = players.iter().filter(is_open);
    let (Some((id, rows)), None) = (open.next(), open.next()) else { return };
    let known = outcomes.len();
    if known + 1 < players.len() || known == 0 {
        return;
    }
    let winner = outcomes.iter().find(|(_, outcome)| **outcome == Outcome::Win);
    let side_of = |id: &ProfileId| players.get(id).and_then(PlayerRows::side);
    let has_won = winner.is_none_or(|(winner, _)| rows.side().is_some() && side_of(winner) == rows.side());
    outcomes.insert(*id, if has_won { Outcome::Win } else { Outcome::Loss });
}

fn reported_by<'a>(fields: impl Iterator<Item = Field<'a>>) -> Reported {
    let outcome = |field: Field<'_>| match field.int()? {
        1 => Some(Outcome::Win),
        0 => Some(Outcome::Loss),
        _ => None,
    };
    fields.filter_map(outcome).fold(Reported::Nothing, |reported, outcome| match reported {
        Reported::Nothing => Reported::One(outcome),
        Reported::One(other) if other == outcome => reported,
        Reported::One(_) | Reported::Both => Reported::Both,
    })
}
