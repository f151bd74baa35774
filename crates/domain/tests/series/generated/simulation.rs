//! A tournament while it is simulated: who plays, what time it is, and what was played so far.

use domain::{
    id::{MatchId, MatchTypeId},
    matches::Outcome,
    series::{Admits, PlayedGame, SeriesFacts, SeriesState},
    stages::result::Winner,
};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::fixture::{minute, player, running, without_outcome};

/// The most accounts of a club.
const LARGEST_CLUB: i64 = 4;

/// A tournament of clubs. A club plays as an entry with its first account, or as a team with all of them.
pub(super) struct Simulation {
    pub(super) random: ChaCha8Rng,
    all_clubs: Vec<Vec<i64>>,
    match_ids: Vec<i64>,
    series_ids: Vec<i64>,
    /// The accounts of the two clubs that play now.
    pub(super) clubs: [Vec<i64>; 2],
    /// The minute that it is.
    pub(super) now: i64,
    /// Whether series of these clubs differ in the kind of match that they admit.
    pub(super) plays_two_kinds: bool,
    /// What was reported of each game, one after another: the last is how it was.
    pub(super) reports: Vec<Vec<PlayedGame>>,
    /// Each series, with its state as it was played.
    pub(super) series: Vec<(SeriesFacts, SeriesState)>,
}

impl Simulation {
    pub(super) fn new(seed: u64, clubs: usize) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut match_ids: Vec<_> = (1..2000).collect();
        let mut series_ids: Vec<_> = (1..100).collect();
        match_ids.shuffle(&mut random);
        series_ids.shuffle(&mut random);
        let all_clubs = (1..).take(clubs).map(|club| {
            let size = random.random_range(1..=LARGEST_CLUB);
            (1..=size).map(|account| club * 10 + account).collect()
        });
        Self {
            all_clubs: all_clubs.collect(),
            random,
            match_ids,
            series_ids,
            clubs: Default::default(),
            now: 0,
            plays_two_kinds: false,
            reports: Vec::new(),
            series: Vec::new(),
        }
    }

    /// The next two clubs meet, some time after the start of the evening.
    pub(super) fn next_meeting(&mut self, first: usize, second: usize) {
        self.now = self.random.random_range(100..200);
        self.plays_two_kinds = false;
        self.clubs = [first, second].map(|club| self.all_clubs[club].clone());
    }

    pub(super) fn chance(&mut self, one_in: u32) -> bool {
        self.random.random_ratio(1, one_in)
    }

    pub(super) fn new_series_id(&mut self) -> i64 {
        self.series_ids.pop().unwrap()
    }

    /// Either of the sides.
    pub(super) fn either(&mut self) -> Winner {
        if self.random.random() { Winner::First } else { Winner::Second }
    }

    /// A kind of match that is admitted.
    pub(super) fn kind(&mut self, admits: Admits) -> i64 {
        match admits {
            Admits::Lobby => 0,
            Admits::Ranked => 6,
            Admits::Any => [0, 6][self.random.random_range(0..2)],
        }
    }

    /// A game that starts now, between these accounts. Time passes until it is over, and a little more.
    pub(super) fn game(
        &mut self,
        lineups: &[Vec<i64>; 2],
        kind: i64,
        minutes: i64,
        winner: Option<Winner>,
    ) -> PlayedGame {
        let first_side = self.random.random_range(0..8);
        let is_alone = lineups.iter().all(|lineup| lineup.len() == 1);
        let has_sides = !is_alone || !self.chance(8);
        let mut players = Vec::new();
        for (index, lineup) in lineups.iter().enumerate() {
            let outcome = winner.map(|won| if won.index() == index { Outcome::Win } else { Outcome::Loss });
            let side = has_sides.then_some((first_side + i64::try_from(index).unwrap()) % 8);
            players.extend(lineup.iter().map(|account| player(*account, side, outcome)));
        }
        players.shuffle(&mut self.random);
        if self.chance(8) {
            players[0].outcome = None;
        }
        let started_at = minute(self.now);
        let completed_at = Some(minute(self.now + minutes));
        self.now += minutes + self.random.random_range(1..15);
        PlayedGame {
            match_id: MatchId(self.match_ids.pop().unwrap()),
            matchtype_id: MatchTypeId(kind),
            started_at,
            completed_at,
            players,
            is_excluded: false,
        }
    }

    /// The upstream reports a game; often as running first, then without an outcome, or with a wrong one.
    pub(super) fn report(&mut self, game: PlayedGame) {
        let mut reports = Vec::new();
        if self.chance(2) {
            reports.push(running(game.clone()));
        }
        if self.chance(4) {
            reports.push(without_outcome(game.clone()));
        }
        if self.chance(6) {
            let mut wrong = game.clone();
            for player in &mut wrong.players {
                player.outcome = player.outcome.map(|outcome| match outcome {
                    Outcome::Win => Outcome::Loss,
                    Outcome::Loss => Outcome::Win,
                });
            }
            reports.push(wrong);
        }
        if self.chance(10) {
            reports.push(PlayedGame { completed_at: Some(game.started_at), ..game.clone() });
        }
        reports.push(game);
        self.reports.push(reports);
    }

    /// The games as they were, each once.
    pub(super) fn games(&self) -> Vec<PlayedGame> {
        self.reports.iter().filter_map(|reports| reports.last().cloned()).collect()
    }
}
