//! The rounds of each participant, and how unplayed ones count for opponents' tie-breaks: FIDE Handbook C.07 (Tie-Break
//! Regulations), articles 15 and 16, in the edition of March 2026.
//!
//! That edition is the one in force (November 2026). It differs from the one of August 2024 only in 16.4, which now
//! limits what an unplayed round may count. Both replaced the virtual opponent of earlier ones. FIDE's own text was not
//! at hand: what is implemented is how published implementations of both editions read it.

use super::{
    super::{points::Points, side::Round},
    StageFormat, TableRules,
};

/// What a participant had in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RoundEntry {
    /// A series that is not decided yet, which counts for nothing.
    Pending,
    /// A decided series.
    Played { opponent: usize, points: Points },
    /// A walkover: a forfeit.
    Walkover { opponent: usize, points: Points, is_lost: bool },
    /// A bye: one that the pairing allocated.
    Bye { points: Points },
    /// Nothing, because it came later or had withdrawn: a requested bye without points.
    Absent,
}

impl RoundEntry {
    pub(super) const fn points(self) -> Points {
        match self {
            Self::Pending | Self::Absent => Points::ZERO,
            Self::Played { points, .. } | Self::Walkover { points, .. } | Self::Bye { points } => points,
        }
    }

    /// Whether the participant did not play by its own doing (16.1.2).
    const fn is_voluntary(self) -> bool {
        matches!(self, Self::Absent | Self::Walkover { is_lost: true, .. })
    }
}

/// A round's share in a sum over opponents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contribution {
    /// The points that the opponent counts with.
    pub(super) opponent_points: Points,
    /// The points that the participant had from the round.
    pub(super) points: Points,
    /// Whether it is of a voluntary unplayed round, which a cut takes first.
    pub(super) is_voluntary: bool,
}

/// The rounds of all participants.
pub(super) struct Rounds {
    of: Vec<Vec<(Option<Round>, RoundEntry)>>,
    scores: Vec<Points>,
    adjusted: Vec<Points>,
    /// The most that an unplayed round without a scheduled opponent counts (16.4.2); none outside of Swiss stages, in
    /// which such rounds do not count.
    limit: Option<Points>,
}

impl Rounds {
    pub(super) fn new(participants: usize) -> Self {
        Self { of: vec![Vec::new(); participants], scores: Vec::new(), adjusted: Vec::new(), limit: None }
    }

    pub(super) fn add(&mut self, side: usize, round: Option<Round>, entry: RoundEntry) {
        self.of[side].push((round, entry));
    }

    /// Puts the rounds in order and computes what each side counts with for its opponents.
    pub(super) fn finish(&mut self, rules: &TableRules) {
        let last = self.of.iter().flatten().filter_map(|(round, _)| *round).max().unwrap_or(Round(0));
        let is_swiss = rules.format == StageFormat::Swiss;
        if is_swiss {
            for entries in &mut self.of {
                let missed = (1..=last.0).map(Round).filter(|round| entries.iter().all(|(of, _)| *of != Some(*round)));
                let missed: Vec<_> = missed.map(|round| (Some(round), RoundEntry::Absent)).collect();
                entries.extend(missed);
            }
            self.limit = Some(rules.points.draw * rules.rounds.unwrap_or(last.0));
        }
        self.of.iter_mut().for_each(|entries| entries.sort_by_key(|(round, _)| *round));
        self.scores = self.of.iter().map(|entries| entries.iter().map(|(_, entry)| entry.points()).sum()).collect();
        self.adjusted = self.of.iter().map(|entries| adjusted(entries, rules.points.draw)).collect();
    }

    /// The opponents of a side in series that were played.
    pub(super) fn opponents(&self, side: usize) -> impl Iterator<Item = usize> {
        self.of[side].iter().filter_map(|(_, entry)| match entry {
            RoundEntry::Played { opponent, .. } => Some(*opponent),
            _ => None,
        })
    }

    /// What each round of a side contributes.
    ///
    /// In Swiss stages an unplayed round counts as one against a dummy with the side's own points (16.4), but at most
    /// with those of the scheduled opponent after a walkover, and with a draw in every round of the stage otherwise.
    /// Where pairings are made in advance, a walkover counts as if it had been played (15.2), and rounds without an
    /// opponent not at all.
    pub(super) fn contributions(&self, side: usize) -> impl Iterator<Item = Contribution> {
        let own = self.scores[side];
        self.of[side].iter().filter_map(move |(_, entry)| {
            let opponent_points = match (*entry, self.limit) {
                (RoundEntry::Pending, _) | (RoundEntry::Bye { .. } | RoundEntry::Absent, None) => return None,
                (RoundEntry::Played { opponent, .. }, _) | (RoundEntry::Walkover { opponent, .. }, None) => {
                    self.adjusted[opponent]
                }
                (RoundEntry::Walkover { opponent, .. }, Some(_)) => own.min(self.adjusted[opponent]),
                (RoundEntry::Bye { .. } | RoundEntry::Absent, Some(limit)) => own.min(limit),
            };
            let is_voluntary = self.limit.is_some() && entry.is_voluntary();
            Some(Contribution { opponent_points, points: entry.points(), is_voluntary })
        })
    }
}

/// A participant's points as they count for its opponents (16.3): as given, but a round that it was absent from, and
/// after which it played no more by its own doing, counts as a draw.
fn adjusted(entries: &[(Option<Round>, RoundEntry)], draw: Points) -> Points {
    let mut sum = Points::ZERO;
    let mut plays_no_more = true;
    for (_, entry) in entries.iter().rev() {
        let left = plays_no_more && *entry == RoundEntry::Absent;
        sum += if left { draw } else { entry.points() };
        plays_no_more &= entry.is_voluntary();
    }
    sum
}
