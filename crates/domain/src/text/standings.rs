//! The standings as a chat line: places, names and rank metrics.

use crate::{
    text::{
        line::{self, Line},
        words::metric,
    },
    tournament_facts::TournamentFacts,
};

/// The standings, prepared for texts of any number of places.
#[derive(Clone, Debug)]
pub struct StandingsText {
    head: String,
    rows: Vec<String>,
}

impl StandingsText {
    /// Prepares the standings of a tournament.
    #[must_use]
    pub fn of(facts: &TournamentFacts) -> Self {
        let (tournament, metric) = (line::tournament(&facts.tournament.name), metric(facts.tournament.rank_by));
        let entrants = facts.ranked(facts.listed());
        let rows = entrants.into_iter().enumerate().map(|(index, entrant)| {
            let name = line::name(entrant.entry.displayed_name());
            match facts.metrics(entrant).rank {
                Some(rating) => format!("{}. {name} {rating}", index + 1),
                None => format!("{}. {name} (unrated)", index + 1),
            }
        });
        let rows: Vec<_> = rows.collect();
        let head = if rows.is_empty() {
            format!("Nobody is entered in {tournament} yet.")
        } else {
            format!("{tournament} by {metric}: ")
        };
        Self { head, rows }
    }

    /// The text with the first `top` places.
    #[must_use]
    pub fn top(&self, top: usize) -> String {
        Line::new(&self.head).items(&self.rows[..top.min(self.rows.len())], " · ").finish()
    }

    /// Estimates the memory use in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.head.len() + self.rows.iter().map(|row| row.len() + size_of::<String>()).sum::<usize>()
    }
}
