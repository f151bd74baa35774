//! The text about the leader, and how far ahead they are.

use crate::{
    text::{
        line::{self, Line},
        words::metric,
    },
    tournament_facts::TournamentFacts,
};

/// The text about who leads a tournament, or won it.
#[must_use]
pub fn leader(facts: &TournamentFacts) -> String {
    let tournament = line::tournament(&facts.tournament.name);
    let entrants = facts.ranked(facts.listed());
    let mut rated = entrants.iter().filter_map(|entrant| Some((*entrant, facts.metrics(entrant).rank?)));
    let Some((first, rating)) = rated.next() else {
        let nobody = if entrants.is_empty() { "is entered" } else { "has a rating" };
        return Line::new(format!("Nobody {nobody} in {tournament} yet.")).finish();
    };
    let name = line::name(first.entry.displayed_name());
    let leads = if facts.closing.is_some() { "won" } else { "leads" };
    let mut text = format!("{name} {leads} {tournament} with a {} of {rating}", metric(facts.tournament.rank_by));
    if let Some((second, other)) = rated.next() {
        let other_name = line::name(second.entry.displayed_name());
        match rating.saturating_sub(other) {
            0 => text.push_str(&format!(", as high as that of {other_name}")),
            ahead => text.push_str(&format!(", {ahead} ahead of {other_name}")),
        }
    }
    text.push('.');
    Line::new(text).finish()
}
