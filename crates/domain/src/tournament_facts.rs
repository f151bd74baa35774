//! The facts of a tournament: the tournament, its entrants and their games. Most views are functions of these facts.

use std::collections::HashSet;

use crate::{
    entrant::Entrant,
    freeze::Closing,
    id::MatchId,
    participations::{Participation, Participations},
    ranking::{self, EntrantRatings, Metrics},
    record::{RecentMatchup, TournamentRecord},
    tournament::Tournament,
};

/// A tournament with its entrants and their games, as of one database snapshot.
#[derive(Clone, Debug)]
pub struct TournamentFacts {
    /// The tournament.
    pub tournament: Tournament,
    /// The whole roster.
    pub entrants: Vec<Entrant>,
    /// The games on the tournament's ladder that started in its window, excluded ones too.
    pub participations: Participations,
    /// Those of them that count.
    counted: Participations,
    /// What was known when the window closed; `None` while it is open.
    pub closing: Option<Closing>,
}

impl TournamentFacts {
    /// The facts of a tournament whose host excluded the matches `excluded`.
    #[must_use]
    pub fn new(
        tournament: Tournament,
        entrants: Vec<Entrant>,
        (participations, excluded): (Participations, &HashSet<MatchId>),
        closing: Option<Closing>,
    ) -> Self {
        let counted = participations.without(excluded);
        Self { tournament, entrants, participations, counted, closing }
    }

    /// The entrants that the standings list.
    pub fn listed(&self) -> impl Iterator<Item = &Entrant> {
        self.entrants.iter().filter(|entrant| entrant.is_listed())
    }

    /// An entrant's games that count, newest first.
    #[must_use]
    pub fn participations_of(&self, entrant: &Entrant) -> &[Participation] {
        self.counted.of(entrant.entry.profile_id)
    }

    /// An entrant's games, newest first, excluded ones too: what reads ratings reads these, because a rating was held
    /// even if its game does not count.
    #[must_use]
    pub fn rated_participations_of(&self, entrant: &Entrant) -> &[Participation] {
        self.participations.of(entrant.entry.profile_id)
    }

    /// An entrant's record, with these matchups.
    #[must_use]
    pub fn record(&self, entrant: &Entrant, recent_matchups: Vec<RecentMatchup>) -> TournamentRecord {
        TournamentRecord {
            peak_rating: TournamentRecord::peak_rating(self.rated_participations_of(entrant)),
            ..TournamentRecord::of(self.participations_of(entrant), recent_matchups)
        }
    }

    /// The number of games that are held in memory for the tables: games that count are held once more where an
    /// account has excluded ones too.
    #[must_use]
    pub fn held_participations(&self) -> usize {
        self.participations.count() + self.counted.count_besides(&self.participations)
    }

    /// An entrant's ratings; the one that ranks is frozen once the window has closed.
    #[must_use]
    pub fn ratings(&self, entrant: &Entrant) -> EntrantRatings {
        use crate::tournament::RankBy::{CurrentRating, PeakRating};
        let Some(rating) = entrant.rating() else { return EntrantRatings::default() };
        let (mut peak, mut current) = (rating.max_rating, rating.current_rating);
        if let Some(closing) = &self.closing {
            let at_close = closing.of(rating.profile_id);
            match self.tournament.rank_by {
                PeakRating => peak = at_close.peak(peak),
                CurrentRating => current = at_close.current(current),
            }
        }
        EntrantRatings { peak: Some(peak), current: Some(current) }
    }

    /// An entrant's rank metric and tie-breaking rating.
    #[must_use]
    pub fn metrics(&self, entrant: &Entrant) -> Metrics {
        self.ratings(entrant).ranked(self.tournament.rank_by)
    }

    /// Sorts `entrants` into the tournament's order.
    pub fn ranked<'a>(&self, entrants: impl Iterator<Item = &'a Entrant>) -> Vec<&'a Entrant> {
        let mut keyed: Vec<_> = entrants.map(|entrant| (self.metrics(entrant), entrant)).collect();
        keyed.sort_by(|(a, left), (b, right)| ranking::order((*a, &left.entry), (*b, &right.entry)));
        keyed.into_iter().map(|(_, entrant)| entrant).collect()
    }
}
