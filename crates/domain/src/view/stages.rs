//! Views of stages, their tables and rounds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::series::{SideNames, SideRead};
use crate::{
    clock::Timestamp,
    id::{SeriesId, StageId},
    series::{Admits, SeriesFormat},
    stages::{
        points::{PointSystem, Points},
        settings::{SideKind, StageStatus, Visibility},
        side::{Group, Participant, Round},
        stage::{Adjustment, Stage},
        swiss::HalfPairing,
        table::{StageFormat, TableRow, TieBreak, TieBreakValue},
    },
};

/// A stage of a tournament.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StageRead {
    /// The stage.
    pub stage_id: StageId,
    /// Its name.
    pub name: String,
    /// How its series come about.
    pub format: StageFormat,
    /// Whether entries or teams take part.
    pub sides: SideKind,
    /// Who takes part, in the order of seeds.
    pub participants: Vec<ParticipantRead>,
    /// How often each two sides of a group meet, 1 or 2. Only round robins read it.
    pub legs: u8,
    /// How many rounds a Swiss stage has in all, if the host said so.
    #[schema(required)]
    pub rounds: Option<u16>,
    /// Whom the upper half of a score group meets. Only Swiss stages read it.
    pub half_pairing: HalfPairing,
    /// How many games its series have.
    pub series_format: SeriesFormat,
    /// Which kinds of match count for its series.
    pub admits: Admits,
    /// What results give.
    pub points: PointSystem,
    /// What decides between sides with equal points, the most significant first.
    pub tie_breaks: Vec<TieBreak>,
    /// How many of each group advance.
    pub advance: u32,
    /// Who may see it.
    pub visibility: Visibility,
    /// How far it is.
    pub status: StageStatus,
    /// When it was started.
    #[schema(required)]
    pub started_at: Option<Timestamp>,
    /// Its rounds so far. Manual stages have none.
    pub rounds_played: Vec<RoundRead>,
    /// Points that the host gave or took.
    pub adjustments: Vec<AdjustmentRead>,
}

impl StageRead {
    /// A stage with the names of its sides.
    #[must_use]
    pub fn new(stage: &Stage, names: &SideNames) -> Self {
        let settings = &stage.settings;
        let participant = |participant: &Participant| ParticipantRead {
            side: names.of(participant.side),
            seed: participant.seed,
            group: participant.group,
            withdrawn: participant.withdrawn,
        };
        let adjustment = |adjustment: &Adjustment| AdjustmentRead {
            side: names.of(adjustment.side),
            points: adjustment.points,
            reason: adjustment.reason.clone(),
            made_at: adjustment.made_at,
        };
        Self {
            stage_id: stage.id,
            name: settings.name.clone(),
            format: settings.format,
            sides: settings.sides,
            participants: stage.participants.iter().map(participant).collect(),
            legs: settings.legs.into(),
            rounds: settings.rounds,
            half_pairing: settings.half_pairing,
            series_format: settings.series_format,
            admits: settings.admits,
            points: settings.points,
            tie_breaks: settings.tie_breaks.clone(),
            advance: settings.advance,
            visibility: settings.visibility,
            status: stage.status(),
            started_at: stage.started_at,
            rounds_played: rounds(stage, names),
            adjustments: stage.adjustments.iter().map(adjustment).collect(),
        }
    }
}

/// The rounds that have series or a bye.
fn rounds(stage: &Stage, names: &SideNames) -> Vec<RoundRead> {
    let of_series = stage.series.iter().filter_map(|series| series.round);
    let numbers: BTreeSet<_> = of_series.chain(stage.rounds.iter().map(|round| round.round)).collect();
    let read = |round: Round| {
        let started = stage.rounds.iter().find(|started| started.round == round);
        let bye = started.and_then(|started| started.bye.as_ref());
        RoundRead {
            round,
            series: count(stage.series_of(round).count()),
            undecided: count(stage.series_of(round).filter(|series| series.status.is_undecided()).count()),
            bye: bye.map(|(side, reason)| ByeRead { side: names.of(*side), reason: reason.clone() }),
        }
    };
    numbers.into_iter().map(read).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A side that takes part in a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ParticipantRead {
    /// The side.
    pub side: SideRead,
    /// Its place in the order of seeds, counted from 1.
    pub seed: u32,
    /// Its group, in a stage that has groups.
    #[schema(required)]
    pub group: Option<Group>,
    /// Whether it withdrew.
    pub withdrawn: bool,
}

/// A round of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoundRead {
    /// The round, counted from 1.
    pub round: Round,
    /// How many series it has.
    pub series: u32,
    /// How many of them are not decided.
    pub undecided: u32,
    /// Who has a bye in it, and why.
    #[schema(required)]
    pub bye: Option<ByeRead>,
}

/// A side without an opponent in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ByeRead {
    /// The side.
    pub side: SideRead,
    /// Why it has the bye.
    pub reason: String,
}

/// Points that the host gave to a side, or took when negative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdjustmentRead {
    /// The side.
    pub side: SideRead,
    /// The points.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// When.
    pub made_at: Timestamp,
}

/// One row of a stage's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StageTableRow {
    /// The place in the group, counted from 1. No two sides of a group share one.
    pub rank: u32,
    /// The side.
    pub side: SideRead,
    /// Its group, in a stage that has groups.
    #[schema(required)]
    pub group: Option<Group>,
    /// Its place in the order of seeds.
    pub seed: u32,
    /// Series decided, by walkover too. Byes are not among them.
    pub played: u32,
    /// Series won.
    pub won: u32,
    /// Series drawn.
    pub drawn: u32,
    /// Series lost.
    pub lost: u32,
    /// Byes.
    pub byes: u32,
    /// Games won in decided series.
    pub games_won: u32,
    /// Games lost in decided series.
    pub games_lost: u32,
    /// Points from series and byes.
    pub points: Points,
    /// Points that the host gave, or took when negative.
    pub adjustments: Points,
    /// Points with adjustments, which decide the order.
    pub total: Points,
    /// The stage's tie-breaks in their order.
    pub tie_breaks: Vec<TieBreakValue>,
    /// Whether the side is among those of its group that advance as the table stands.
    pub advances: bool,
    /// Whether it withdrew.
    pub withdrawn: bool,
    /// Sides with the same points and tie-breaks, which the host may order, by rank.
    pub tied_with: Vec<SideRead>,
}

impl StageTableRow {
    /// A row with the names of its sides.
    #[must_use]
    pub fn new(row: TableRow, names: &SideNames) -> Self {
        Self {
            rank: row.rank,
            side: names.of(row.side),
            group: row.group,
            seed: row.seed,
            played: row.played,
            won: row.won,
            drawn: row.drawn,
            lost: row.lost,
            byes: row.byes,
            games_won: row.games_won,
            games_lost: row.games_lost,
            points: row.points,
            adjustments: row.adjustments,
            total: row.total,
            tie_breaks: row.tie_breaks,
            advances: row.advances,
            withdrawn: row.withdrawn,
            tied_with: row.tied_with.into_iter().map(|side| names.of(side)).collect(),
        }
    }
}

/// A round of a Swiss stage, proposed or started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PairedRound {
    /// The round, counted from 1.
    pub round: Round,
    /// Whether it is only a proposal.
    pub dry_run: bool,
    /// Who meets whom, by the better rank.
    pub pairings: Vec<PairingRead>,
    /// Who has nobody to meet, because the number of sides is odd.
    #[schema(required)]
    pub bye: Option<ByeRead>,
}

/// Two sides that meet in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PairingRead {
    /// The series; null in a proposal.
    #[schema(required)]
    pub series_id: Option<SeriesId>,
    /// The two sides.
    #[schema(value_type = Vec<SideRead>, min_items = 2, max_items = 2)]
    pub sides: [SideRead; 2],
    /// Why they meet.
    pub reason: String,
}
