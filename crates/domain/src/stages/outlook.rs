//! Outlooks: who advances from a stage for each way in which an undecided series may end, by the table computed with
//! that result.

use super::{
    result::{SeriesOutcome, Winner},
    settings::StageStatus,
    side::{Group, Round, Side},
    stage::{Stage, StageSeries},
    table::TableCut,
};
use crate::{
    clock::Timestamp,
    id::SeriesId,
    series::{SeriesFormat, SeriesStatus},
};

/// The most series of a stage that are looked at.
pub const MOST_SERIES: usize = 6;
/// The most tables that are computed for them, one for each score: of long series fewer are looked at.
const MOST_TABLES: usize = 24;

/// What a series decides about who advances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The series.
    pub series: SeriesId,
    /// Its sides.
    pub sides: [Side; 2],
    /// The ways in which it may end, the first side's highest win first. Those with the same winner that make the same
    /// sides advance are one.
    pub ends: Vec<SeriesEnd>,
}

/// Ways in which a series may end, and who advances after each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesEnd {
    /// The side that wins; `None` for a draw.
    pub winner: Option<Winner>,
    /// The scores.
    pub scores: Vec<[u8; 2]>,
    /// Whether these are all scores with which this side can win.
    pub is_any: bool,
    /// Who of the group advances then, by rank after the first of the scores.
    pub advance: Vec<Side>,
    /// Who advances then, and not as the table stands.
    pub rise: Vec<Side>,
    /// Who advances as the table stands, and not then.
    pub fall: Vec<Side>,
}

/// The outlook of each series of the current round of `stage` that is running or next, if it changes who advances. A
/// group's current round is its first one with an undecided series; series without a round are of the current one.
/// `scheduled_at` tells when a series is to begin.
#[must_use]
pub fn outlooks(stage: &Stage, scheduled_at: impl Fn(SeriesId) -> Option<Timestamp>) -> Vec<Outlook> {
    if stage.settings.advance == 0 || stage.status() != StageStatus::Running {
        return Vec::new();
    }
    let mut current = current(stage);
    current.sort_by_key(|(series, _)| {
        let at = scheduled_at(series.id);
        (series.status != SeriesStatus::Live, at.is_none(), at)
    });
    let mut tables = 0;
    let fitting = current.into_iter().take(MOST_SERIES).take_while(|(series, _)| {
        tables += scores(series.format, [0, 0]).len();
        tables <= MOST_TABLES
    });
    fitting.filter_map(|(series, group)| outlook(stage, series, group)).collect()
}

/// The undecided series of the current rounds, with their groups.
fn current(stage: &Stage) -> Vec<(&StageSeries, Option<Group>)> {
    let open = stage.series.iter().filter(|series| series.status.is_undecided());
    let grouped: Vec<_> = open.map(|series| (series, group_of(stage, series.sides[0]))).collect();
    let first_of = |group: Option<Group>| -> Option<Round> {
        grouped.iter().filter(|(_, of)| *of == group).filter_map(|(series, _)| series.round).min()
    };
    let is_current =
        |(series, group): &&(&StageSeries, Option<Group>)| series.round.is_none() || series.round == first_of(*group);
    grouped.iter().filter(is_current).copied().collect()
}

fn group_of(stage: &Stage, side: Side) -> Option<Group> {
    stage.participants.iter().find(|participant| participant.side == side)?.group
}

fn outlook(stage: &Stage, series: &StageSeries, group: Option<Group>) -> Option<Outlook> {
    let now = advancing(stage, group);
    let mut changed = stage.clone();
    let place = changed.series.iter().position(|known| known.id == series.id)?;
    let mut ends: Vec<SeriesEnd> = Vec::new();
    for score in scores(series.format, series.games) {
        let winner = winner(score);
        let ended = &mut changed.series[place];
        ended.status = SeriesStatus::Completed;
        ended.games = score.map(u32::from);
        ended.outcome = winner.map_or(SeriesOutcome::Drawn, SeriesOutcome::Won);
        let advance = advancing(&changed, group);
        let has_same_sides = |end: &SeriesEnd| {
            end.advance.len() == advance.len() && advance.iter().all(|side| end.advance.contains(side))
        };
        let is_same = |end: &&mut SeriesEnd| end.winner == winner && has_same_sides(end);
        match ends.iter_mut().find(is_same) {
            Some(end) => end.scores.push(score),
            None => ends.push(SeriesEnd {
                winner,
                scores: vec![score],
                is_any: false,
                rise: advance.iter().filter(|side| !now.contains(side)).copied().collect(),
                fall: now.iter().filter(|side| !advance.contains(side)).copied().collect(),
                advance,
            }),
        }
    }
    for index in 0..ends.len() {
        ends[index].is_any = ends.iter().filter(|end| end.winner == ends[index].winner).count() == 1;
    }
    let is_of_interest = ends.iter().any(|end| !end.rise.is_empty() || !end.fall.is_empty());
    is_of_interest.then_some(Outlook { series: series.id, sides: series.sides, ends })
}

fn advancing(stage: &Stage, group: Option<Group>) -> Vec<Side> {
    let rows = stage.table(TableCut { after_round: None, group }, None);
    rows.into_iter().filter(|row| row.advances).map(|row| row.side).collect()
}

const fn winner([first, second]: [u8; 2]) -> Option<Winner> {
    if first > second {
        Some(Winner::First)
    } else if first < second {
        Some(Winner::Second)
    } else {
        None
    }
}

/// The final scores that can still be reached from `games`, from the first side's highest win to the second side's.
fn scores(format: SeriesFormat, games: [u32; 2]) -> Vec<[u8; 2]> {
    let most = format.games();
    let all = (0..=most).flat_map(|first| (0..=most).map(move |second| [first, second]));
    let is_final = |score: &[u8; 2]| match format {
        // The last game decides.
        SeriesFormat::BestOf(games) => score.iter().max() == Some(&(games / 2 + 1)) && format.allows(*score),
        SeriesFormat::PlayAll(games) => score[0] + score[1] == games,
    };
    let is_ahead = |score: &[u8; 2]| score.iter().zip(games).all(|(then, now)| u32::from(*then) >= now);
    let mut scores: Vec<_> = all.filter(is_final).filter(is_ahead).collect();
    scores.sort_by_key(|[first, second]| i16::from(*second) - i16::from(*first));
    scores
}

#[cfg(test)]
mod tests;
