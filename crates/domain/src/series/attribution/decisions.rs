//! Which of the hosts' decisions about single games are in force: one about each match, in one series.

use std::collections::HashMap;

use super::super::facts::{Ruling, SeriesFacts};
use crate::{clock::Timestamp, id::MatchId};

/// The decisions in force, as places in [`HostDecision::games`](super::super::HostDecision).
pub(super) struct Decisions {
    by_series: Vec<Vec<usize>>,
    by_match: HashMap<MatchId, DecisionIndex>,
}

/// The place of a decision about a match.
#[derive(Clone, Copy)]
struct DecisionIndex {
    series: usize,
    decision: usize,
    precedence: (bool, Timestamp),
}

impl Decisions {
    /// Of several decisions of one series about a match, the last. Of decisions of several series, the last of those
    /// that count it, and only without any the last of those that do not. A cancelled series has no games.
    pub(super) fn in_force(series: &[&SeriesFacts]) -> Self {
        let mut by_series = vec![Vec::new(); series.len()];
        let mut by_match = HashMap::new();
        for (index, facts) in series.iter().enumerate() {
            if matches!(facts.host.ruling, Some((Ruling::Cancelled, _))) {
                continue;
            }
            let mut own = HashMap::new();
            for (place, decision) in facts.host.games.iter().enumerate() {
                match decision.match_id {
                    None => by_series[index].push(place),
                    Some(id) => {
                        let precedence = (decision.counts, decision.made_at);
                        own.insert(id, DecisionIndex { series: index, decision: place, precedence });
                    }
                }
            }
            for (id, place) in own {
                let before: &mut DecisionIndex = by_match.entry(id).or_insert(place);
                if place.precedence > before.precedence {
                    *before = place;
                }
            }
        }
        for place in by_match.values() {
            by_series[place.series].push(place.decision);
        }
        Self { by_series, by_match }
    }

    /// The decisions of each series, in no order.
    pub(super) fn of_series(&self) -> impl Iterator<Item = &[usize]> {
        self.by_series.iter().map(Vec::as_slice)
    }

    /// Whether one of them is about the match.
    pub(super) fn concern(&self, id: MatchId) -> bool {
        self.by_match.contains_key(&id)
    }
}
