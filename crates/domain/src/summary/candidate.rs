//! Candidates for the summary's cards, and how ties between them are broken.

use std::cmp::{Ordering, Reverse};

use super::cards::{Figure, SummaryCard};
use crate::{
    entrant::Entrant, id::ProfileId, participations::Participation, record::TournamentRecord,
    tournament_facts::TournamentFacts,
};

/// An entrant who may lead.
pub(super) struct Candidate<'a> {
    pub(super) entrant: &'a Entrant,
    pub(super) profile_id: ProfileId,
    /// The games that count.
    pub(super) games: &'a [Participation],
    /// These and the excluded ones.
    pub(super) rated: &'a [Participation],
    pub(super) record: TournamentRecord,
}

impl<'a> Candidate<'a> {
    pub(super) fn of(entrant: &'a Entrant, tournament_facts: &'a TournamentFacts) -> Option<Self> {
        let games = tournament_facts.participations_of(entrant);
        let record = tournament_facts.record(entrant, Vec::new());
        let rated = tournament_facts.rated_participations_of(entrant);
        Some(Self { entrant, profile_id: entrant.entry.profile_id?, games, rated, record })
    }

    pub(super) fn card(&self, value: Figure) -> SummaryCard {
        SummaryCard {
            tournament_player_id: self.entrant.entry.id,
            profile_id: self.profile_id,
            name: self.entrant.entry.displayed_name().to_owned(),
            value,
        }
    }
}

/// Compares two candidates by their figures of one card; ties go to the one with more games in the window, then to the
/// older entry.
pub(super) fn compare((a, one): (&Candidate<'_>, Figure), (b, other): (&Candidate<'_>, Figure)) -> Ordering {
    let key = |candidate: &Candidate<'_>| (candidate.record.games_played, Reverse(candidate.entrant.entry.id));
    // All figures of a card are of the same kind, and no percentage is NaN.
    one.partial_cmp(&other).unwrap_or(Ordering::Equal).then_with(|| key(a).cmp(&key(b)))
}

/// The candidate with the highest figure.
pub(super) fn leader(
    candidates: &[Candidate<'_>],
    figure: impl Fn(&Candidate<'_>) -> Option<Figure>,
) -> Option<SummaryCard> {
    let figures = candidates.iter().filter_map(|candidate| Some((candidate, figure(candidate)?)));
    let best = figures.max_by(|one, other| compare(*one, *other));
    best.map(|(candidate, value)| candidate.card(value))
}
