//! Which series takes a game: those that are open when it starts, by their sides and by the kind that they admit.

use std::collections::{BTreeSet, HashMap};

use super::{
    super::{
        facts::{PlayedGame, SeriesFacts},
        format::Admits,
    },
    progress::SeriesProgress,
    sides::{Pair, Sides, opposing_lineups},
};
use crate::clock::Timestamp;

/// The series of a tournament while its games are given out in the order in which they started.
pub(super) struct OpenSeries<'a> {
    sides: Sides<'a>,
    /// Those that are not open yet, the first to open at the end.
    waiting: Vec<Waiting>,
    open: HashMap<(Pair, Admits), BTreeSet<Precedence>>,
}

struct Waiting {
    opens_at: Timestamp,
    key: (Pair, Admits),
    place: Precedence,
}

/// The order in which series take games: the earliest schedule first, none last, then the id, as an index.
type Precedence = (bool, Option<Timestamp>, usize);

impl<'a> OpenSeries<'a> {
    /// None is open yet. The series are sorted by id.
    pub(super) fn new(series: &[&'a SeriesFacts]) -> Self {
        let mut sides = Sides::default();
        let waiting = series.iter().enumerate().map(|(index, facts)| Waiting {
            opens_at: facts.opens_at(),
            key: (sides.add(facts), facts.admits),
            place: (facts.scheduled_at.is_none(), facts.scheduled_at, index),
        });
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort_by_key(|waiting| std::cmp::Reverse(waiting.opens_at));
        Self { sides, waiting, open: HashMap::new() }
    }

    /// The index of the series that takes a game, which started no earlier than those that were asked about before.
    pub(super) fn series_that_takes(
        &mut self,
        game: &PlayedGame,
        progress: &mut [SeriesProgress<'_>],
    ) -> Option<usize> {
        self.open_until(game.started_at);
        let lineups = opposing_lineups(game)?;
        let mut first: Option<Precedence> = None;
        for pair in self.sides.of(&lineups) {
            for admits in Admits::ALL.into_iter().filter(|admits| admits.admits(game.matchtype_id)) {
                let place = self.open.get_mut(&(pair, admits)).and_then(|open| first_open(open, game, progress));
                first = first.into_iter().chain(place).min();
            }
        }
        first.map(|(_, _, index)| index)
    }

    fn open_until(&mut self, start: Timestamp) {
        while let Some(Waiting { key, place, .. }) = self.waiting.pop_if(|waiting| waiting.opens_at <= start) {
            self.open.entry(key).or_default().insert(place);
        }
    }
}

/// The first series that takes a game. Those before it are closed for good: later games need not ask them again.
fn first_open(
    open: &mut BTreeSet<Precedence>,
    game: &PlayedGame,
    progress: &mut [SeriesProgress<'_>],
) -> Option<Precedence> {
    while let Some(place) = open.first().copied() {
        if progress[place.2].is_open_for(game) {
            return Some(place);
        }
        open.pop_first();
    }
    None
}
