//! A stage with everything that its table and its next round follow from.

use std::collections::BTreeMap;

use super::{
    points::Points,
    result::{Encounter, SeriesOutcome, StageResult},
    round_robin::{Fixture, round_robin},
    settings::{StageSettings, StageStatus},
    side::{Group, Participant, Round, Side},
    table::{StageFormat, TableCut, TableInput, TableRow, table},
};
use crate::{
    clock::Timestamp,
    id::{SeriesId, StageId},
    series::{SeriesFormat, SeriesStatus},
};

/// A stage as of one database snapshot.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The stage.
    pub id: StageId,
    /// What its host set.
    pub settings: StageSettings,
    /// When it was started.
    pub started_at: Option<Timestamp>,
    /// Who takes part, in the order of seeds.
    pub participants: Vec<Participant>,
    /// The rounds of a Swiss stage that were started, in their order.
    pub rounds: Vec<StageRound>,
    /// Points that the host gave or took.
    pub adjustments: Vec<Adjustment>,
    /// The host's order of sides that tie in everything.
    pub ties: Vec<Side>,
    /// Its series, by round, then by id.
    pub series: Vec<StageSeries>,
}

/// A round of a Swiss stage.
#[derive(Clone, Debug)]
pub struct StageRound {
    /// The round, counted from 1.
    pub round: Round,
    /// When it was started.
    pub started_at: Timestamp,
    /// Who has a bye in it, and why.
    pub bye: Option<(Side, String)>,
}

/// Points that a host gave to a side, or took.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The side.
    pub side: Side,
    /// The points.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// When.
    pub made_at: Timestamp,
}

/// A series of a stage.
#[derive(Clone, Copy, Debug)]
pub struct StageSeries {
    /// The series.
    pub id: SeriesId,
    /// Its round.
    pub round: Option<Round>,
    /// Its sides.
    pub sides: [Side; 2],
    /// How many games are played; a manual stage's series may differ from its stage.
    pub format: SeriesFormat,
    /// How far it is.
    pub status: SeriesStatus,
    /// The games that each side won.
    pub games: [u32; 2],
    /// How it ended.
    pub outcome: SeriesOutcome,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Whether any game belongs to it, be it one that does not count.
    pub has_games: bool,
}

impl StageSeries {
    /// Its result as of `as_of`, or as of now; `None` when it was cancelled.
    fn result(&self, as_of: Option<Timestamp>) -> Option<StageResult> {
        if self.status == SeriesStatus::Cancelled {
            return None;
        }
        let is_later = as_of.is_some_and(|as_of| self.decided_at.is_some_and(|at| at > as_of));
        let outcome = if is_later { SeriesOutcome::Undecided } else { self.outcome };
        let encounter = Encounter::Series { sides: self.sides, games: self.games, outcome };
        Some(StageResult { round: self.round, encounter })
    }
}

impl Stage {
    /// The results of its series and its byes as of `as_of`, or as of now. Rounds that were started later have none.
    #[must_use]
    pub fn results(&self, as_of: Option<Timestamp>) -> Vec<StageResult> {
        let is_later = |round: &StageRound| as_of.is_some_and(|as_of| round.started_at > as_of);
        let later: Vec<_> = self.rounds.iter().filter(|round| is_later(round)).map(|round| round.round).collect();
        let is_in_time = |series: &&StageSeries| series.round.is_none_or(|round| !later.contains(&round));
        let series = self.series.iter().filter(is_in_time).filter_map(|series| series.result(as_of));
        let byes = self.rounds.iter().filter(|round| !is_later(round)).filter_map(|round| {
            let (side, _) = round.bye.as_ref()?;
            Some(StageResult { round: Some(round.round), encounter: Encounter::Bye(*side) })
        });
        series.chain(byes).collect()
    }

    /// Its table, or a part of it, as of `as_of`, or as of now.
    #[must_use]
    pub fn table(&self, cut: TableCut, as_of: Option<Timestamp>) -> Vec<TableRow> {
        let given = self.adjustments.iter().filter(|given| as_of.is_none_or(|as_of| given.made_at <= as_of));
        let adjustments: Vec<_> = given.map(|given| (given.side, given.points)).collect();
        let facts = TableInput {
            participants: &self.participants,
            results: &self.results(as_of),
            adjustments: &adjustments,
            ties: &self.ties,
        };
        table(&self.settings.table_rules(), &facts, cut)
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> StageStatus {
        if self.started_at.is_none() {
            return StageStatus::NotStarted;
        }
        let is_decided = self.series.iter().all(|series| !series.status.is_undecided());
        let is_whole = match self.settings.format {
            StageFormat::RoundRobin => true,
            // Without a number of rounds only the host knows whether another one follows.
            StageFormat::Swiss => self.settings.rounds.is_some_and(|rounds| self.rounds.len() >= usize::from(rounds)),
            StageFormat::Manual => !self.series.is_empty(),
        };
        if is_decided && is_whole { StageStatus::Completed } else { StageStatus::Running }
    }

    /// The series of one round.
    pub fn series_of(&self, round: Round) -> impl Iterator<Item = &StageSeries> {
        self.series.iter().filter(move |series| series.round == Some(round))
    }

    /// The schedule of a round robin among its participants, who play within their groups. Who withdrew has no series.
    #[must_use]
    pub fn fixtures(&self) -> Vec<Fixture> {
        let mut groups: BTreeMap<Group, Vec<Side>> = BTreeMap::new();
        for participant in &self.participants {
            // A group that nobody is left in keeps its number.
            let group = groups.entry(participant.group.unwrap_or(Group(1))).or_default();
            group.extend((!participant.withdrawn).then_some(participant.side));
        }
        round_robin(&groups.into_values().collect::<Vec<_>>(), self.settings.legs)
    }

    /// Whether this side takes part.
    #[must_use]
    pub fn has(&self, side: Side) -> bool {
        self.participants.iter().any(|participant| participant.side == side)
    }
}
