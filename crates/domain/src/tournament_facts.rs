//! The facts of a tournament: the tournament, its entrants and their games. Most views are functions of these facts.

use crate::{
    entrant::Entrant,
    freeze::Closing,
    participations::{Participation, Participations},
    ranking::{self, Metrics, Ratings},
    tournament::Tournament,
};

/// A tournament with its entrants and their games, as of one database snapshot.
#[derive(Clone, Debug)]
pub struct TournamentFacts {
    /// The tournament.
    pub tournament: Tournament,
    /// The whole roster.
    pub entrants: Vec<Entrant>,
    /// The games on the tournament's ladder that started in its window.
    pub participations: Participations,
    /// What was known when the window closed; `None` while it is open.
    pub closing: Option<Closing>,
}

impl TournamentFacts {
    /// The entrants that the standings list.
    pub fn listed(&self) -> impl Iterator<Item = &Entrant> {
        self.entrants.iter().filter(|entrant| entrant.is_listed())
    }

    /// An entrant's games, newest first.
    #[must_use]
    pub fn participations_of(&self, entrant: &Entrant) -> &[Participation] {
        self.participations.of(entrant.entry.profile_id)
    }

    /// An entrant's ratings; the one that ranks is frozen once the window has closed.
    #[must_use]
    pub fn ratings(&self, entrant: &Entrant) -> Ratings {
        use crate::tournament::RankBy::{CurrentRating, PeakRating};
        let Some(rating) = entrant.rating() else { return Ratings::default() };
        let (mut peak, mut current) = (rating.max_rating, rating.current_rating);
        if let Some(closing) = &self.closing {
            let at_close = closing.of(rating.profile_id);
            match self.tournament.rank_by {
                PeakRating => peak = at_close.peak(peak),
                CurrentRating => current = at_close.current(current),
            }
        }
        Ratings { peak: Some(peak), current: Some(current) }
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
