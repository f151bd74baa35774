//! One entrant's ratings over time, as steps.

mod events;

use super::{HistoryFacts, Observation};
use crate::{
    clock::Timestamp,
    entrant::Entrant,
    participations::Participation,
    progression::{ProgressionPoint, settled},
    ranking::Metrics,
    tournament::RankBy,
};
use events::Event;

/// An entrant's metrics over time.
#[derive(Debug)]
pub(super) struct Timeline {
    /// The metrics before the first step.
    pub(super) baseline: Metrics,
    /// The metrics from each instant on, the earliest first; no two steps share an instant.
    pub(super) steps: Vec<(Timestamp, Metrics)>,
}

/// What is known of one entrant's ratings.
struct Known<'a> {
    /// The rating after each game of the window, in order of completion.
    log: Vec<ProgressionPoint>,
    /// The rating before its first settled game.
    entry_value: Option<i64>,
    /// The latest observation made up to the window's start.
    before: Option<Observation>,
    /// The observations made after that, up to the window's end.
    during: &'a [Observation],
    /// Games before the window, the newest start first.
    earlier: &'a [Participation],
    /// Today's peak and current rating; `None` when unrated.
    live: Option<(i64, i64)>,
}

impl Timeline {
    pub(super) fn of(entrant: &Entrant, facts: &HistoryFacts<'_>) -> Self {
        let known = Known::of(entrant, facts);
        match facts.tournament_facts.tournament.rank_by {
            RankBy::PeakRating => known.peaks(),
            RankBy::CurrentRating => known.currents(),
        }
    }

    /// The instant of the first game or observation.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.steps.first().map(|(at, _)| *at)
    }

    /// The instant of the last game or observation.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.steps.last().map(|(at, _)| *at)
    }
}

impl<'a> Known<'a> {
    fn of(entrant: &Entrant, facts: &HistoryFacts<'a>) -> Self {
        let games: Vec<_> = settled(facts.tournament_facts.rated_participations_of(entrant)).collect();
        let profile = entrant.entry.profile_id;
        let observed = profile.and_then(|profile| facts.past.observations.get(&profile)).map_or(&[][..], |seen| seen);
        let start = facts.tournament_facts.tournament.window.start;
        let (before, during) = observed.split_at(observed.partition_point(|seen| start.is_some_and(|s| seen.at <= s)));
        Self {
            entry_value: games.first().and_then(|(game, _)| game.old_rating),
            log: games.into_iter().map(|(_, point)| point).collect(),
            before: before.last().copied(),
            during,
            earlier: facts.past.earlier.of(profile),
            live: entrant.rating().map(|rating| (rating.max_rating, rating.current_rating)),
        }
    }

    /// The timeline ranked by peak: the greatest rating held up to each instant, with the latest one.
    fn peaks(&self) -> Timeline {
        let cap = |peak: Option<i64>| match self.live {
            Some((live, _)) => peak.map(|peak| peak.min(live)),
            None => peak,
        };
        let mut peak = self.first_peak();
        let mut latest = self.live.map(|(_, current)| current);
        let baseline = Metrics { rank: cap(peak), other: latest };
        let steps = self.events().map(|event| {
            peak = peak.max(event.observed.map(|seen| seen.peak)).max(event.highest_played);
            latest = event.played.or(latest);
            (event.at, Metrics { rank: cap(peak), other: latest })
        });
        Timeline { baseline, steps: steps.collect() }
    }

    /// The timeline ranked by current rating: the latest rating at each instant, with today's peak.
    fn currents(&self) -> Timeline {
        let other = self.live.map(|(peak, _)| peak);
        let baseline = Metrics { rank: self.first_current(), other };
        let step = |event: Event| {
            // When a game and an observation share an instant, the game takes precedence.
            let rank = event.played.or(event.observed.map(|seen| seen.current));
            (event.at, Metrics { rank, other })
        };
        Timeline { baseline, steps: self.events().map(step).collect() }
    }

    /// The peak with which an entrant began; `None` when unrated.
    fn first_peak(&self) -> Option<i64> {
        let (live, _) = self.live?;
        let highest_played = self.log.iter().map(|point| point.rating).max();
        let observed = self.before.or(self.during.first().copied()).map(|seen| seen.peak);
        let held = match observed {
            Some(peak) => Some(peak),
            None if highest_played.is_none_or(|played| live > played) => Some(live),
            None => self.highest_held_earlier(live),
        };
        held.max(self.entry_value)
    }

    /// The highest rating held in games before the window. A rating above today's peak is from a scale no longer in
    /// use, so it and everything before it are ignored.
    fn highest_held_earlier(&self, live: i64) -> Option<i64> {
        let mut games: Vec<_> = self.earlier.iter().filter(|game| game.completed_at.is_some()).collect();
        games.sort_unstable_by_key(|game| (game.completed_at, game.match_id));
        let held = games.into_iter().filter_map(|game| game.old_rating.max(game.new_rating));
        held.fold(None, |highest, held| if held > live { None } else { highest.max(Some(held)) })
    }

    /// The rating with which an entrant began; `None` when unrated.
    fn first_current(&self) -> Option<i64> {
        let (_, live) = self.live?;
        let observed = self.before.or(self.during.first().copied()).map(|seen| seen.current);
        Some(self.entry_value.or(observed).unwrap_or(live))
    }
}
