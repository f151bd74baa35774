//! What two clubs do in a tournament: one series or two, in turn, interrupted, or both at once.

use domain::{
    series::{Admits, Ruling, SeriesFacts, SeriesFormat, SideAccounts},
    stages::result::Winner,
};
use rand::{RngExt, seq::IndexedRandom};

use super::{series_in_play::SeriesInPlay, simulation::Simulation};
use crate::fixture::{entry, minute, series, team};

impl Simulation {
    /// The clubs that play now meet in one way or another.
    pub(super) fn meet(&mut self) {
        match self.random.random_range(0..12) {
            0 => self.in_turn(),
            1 => self.in_turn_without_schedules(),
            2 => self.interrupted(),
            3 => self.second_first(),
            4 => self.first_cancelled(),
            5 => self.by_kind(),
            _ => self.alone(),
        }
    }

    /// A series of the clubs as entries or as teams.
    fn new_series(&mut self, id: i64, scheduled_at: Option<i64>) -> SeriesFacts {
        let as_teams = self.random.random();
        let [a, b] = self.clubs.each_ref().map(|club| -> SideAccounts {
            if as_teams { team(club) } else { entry(club[0]) }
        });
        let sides = if self.random.random() { [a, b] } else { [b, a] };
        let format = if self.random.random() {
            SeriesFormat::BestOf(2 * self.random.random_range(0..5) + 1)
        } else {
            SeriesFormat::PlayAll(self.random.random_range(1..=9))
        };
        let admits = *[Admits::Lobby, Admits::Ranked, Admits::Any].choose(&mut self.random).unwrap();
        let [first, second] = sides;
        // When a scheduled series was written down does not matter.
        let latest = scheduled_at.map_or(self.now, |scheduled| scheduled + 500);
        let created_at = minute(self.random.random_range(0..=latest));
        let scheduled_at = scheduled_at.map(minute);
        SeriesFacts { format, admits, created_at, scheduled_at, ..series(id, first, second) }
    }

    /// Another series of the same clubs that admits the same kind.
    fn another(&mut self, id: i64, scheduled_at: Option<i64>, of: &SeriesFacts) -> SeriesFacts {
        SeriesFacts { admits: of.admits, ..self.new_series(id, scheduled_at) }
    }

    /// Two ids, the smaller first.
    fn two_ids(&mut self) -> [i64; 2] {
        let [a, b] = [self.new_series_id(), self.new_series_id()];
        [a.min(b), a.max(b)]
    }

    /// Two scheduled series, the first of which takes games first: it has the earlier schedule, or the smaller id.
    fn two_scheduled(&mut self) -> [SeriesInPlay; 2] {
        let first_at = self.now + self.random.random_range(0..=30);
        let second_at = first_at + [0, 1, 10, 60, 200].choose(&mut self.random).unwrap();
        let mut ids = self.two_ids();
        if first_at < second_at && self.random.random() {
            ids.reverse();
        }
        let first = self.new_series(ids[0], Some(first_at));
        let second = self.another(ids[1], Some(second_at), &first);
        [first, second].map(SeriesInPlay::new)
    }

    fn alone(&mut self) {
        let id = self.new_series_id();
        let scheduled_at = self.random.random::<bool>().then(|| self.now + self.random.random_range(0..300));
        let mut series = SeriesInPlay::new(self.new_series(id, scheduled_at));
        if scheduled_at.is_none() {
            series.facts.created_at = minute(self.now + 60);
        }
        while self.now < series.opens_at() && self.chance(2) {
            self.play_show_match(&series);
        }
        self.wait_for(&series);
        self.play_somehow(&mut series);
        self.finish(series);
    }

    fn wait_for(&mut self, series: &SeriesInPlay) {
        self.now = self.now.max(series.opens_at()) + if self.chance(3) { 0 } else { self.random.random_range(0..30) };
    }

    /// Plays a series so that it is decided: to the end, to a walkover, or to a score that the host sets.
    fn play_to_a_decision(&mut self, series: &mut SeriesInPlay) {
        let end = self.random.random_range(0..8);
        let games = if end < 2 { self.random.random_range(0..series.facts.format.games()) } else { u8::MAX };
        self.play_some(series, games);
        match end {
            0 => series.facts.host.ruling = Some((Ruling::Walkover(self.either()), minute(self.now))),
            1 => series.facts.host.ruling = Some((self.decisive(series.facts.format), minute(self.now))),
            2 => series.facts.host.ruling = Some((self.decisive(series.facts.format), minute(self.now + 10_000))),
            _ => {}
        }
    }

    fn play_some(&mut self, series: &mut SeriesInPlay, games: u8) {
        let mut left = games;
        while !series.is_over() && left > 0 {
            self.play_game(series);
            left -= 1;
        }
    }

    fn decisive(&mut self, format: SeriesFormat) -> Ruling {
        let score = match format {
            SeriesFormat::BestOf(games) => [games / 2 + 1, self.random.random_range(0..=games / 2)],
            SeriesFormat::PlayAll(games) => {
                let won = self.random.random_range(0..=games);
                [won, games - won]
            }
        };
        Ruling::Score(if self.either() == Winner::First { score } else { [score[1], score[0]] })
    }

    /// Plays a series to any end, and show matches after it where there was a decision.
    fn play_somehow(&mut self, series: &mut SeriesInPlay) {
        let some = self.random.random_range(0..=series.facts.format.games());
        match self.random.random_range(0..12) {
            0 => {
                self.play_some(series, some);
                if !series.is_over() {
                    self.play_last(series);
                }
                return;
            }
            1 => {
                self.play_some(series, some);
                series.facts.host.ruling = Some((Ruling::Cancelled, minute(self.now + 100)));
            }
            2 if series.facts.format.games() > 1 => {
                self.play_some(series, some);
                let score = if self.random.random() { [0, 0] } else { [1, 0] };
                series.facts.host.ruling = Some((Ruling::Score(score), minute(self.now)));
                self.play_some(series, u8::MAX);
                self.play_too_long(series);
                return;
            }
            _ => self.play_to_a_decision(series),
        }
        while self.chance(2) {
            self.play_show_match(series);
        }
    }

    fn finish(&mut self, series: SeriesInPlay) {
        self.series.push(series.finish());
    }

    /// Two scheduled series, the later of which may be open before the earlier is decided.
    fn in_turn(&mut self) {
        let [mut first, mut second] = self.two_scheduled();
        self.wait_for(&first);
        self.play_to_a_decision(&mut first);
        while self.now < second.opens_at() && self.chance(2) {
            self.play_show_match(&first);
        }
        self.wait_for(&second);
        self.play_somehow(&mut second);
        self.finish(first);
        self.finish(second);
    }

    fn in_turn_without_schedules(&mut self) {
        let ids = self.two_ids();
        let mut first = SeriesInPlay::new(self.new_series(ids[0], None));
        let mut second = SeriesInPlay::new(self.another(ids[1], None, &first.facts));
        self.play_to_a_decision(&mut first);
        self.play_somehow(&mut second);
        self.finish(first);
        self.finish(second);
    }

    /// A scheduled series comes between the games of one without a schedule.
    fn interrupted(&mut self) {
        let ids = self.two_ids();
        let mut long = SeriesInPlay::new(self.new_series(ids[0], None));
        let games = self.random.random_range(0..long.facts.format.games());
        self.play_some(&mut long, games);
        let scheduled_at = self.now + 30;
        let mut scheduled = SeriesInPlay::new(self.another(ids[1], Some(scheduled_at), &long.facts));
        self.play_to_a_decision(&mut scheduled);
        if long.is_over() {
            self.play_show_match(&long);
        } else {
            self.play_somehow(&mut long);
        }
        self.finish(long);
        self.finish(scheduled);
    }

    /// The later series is played first, and its host counts its games.
    fn second_first(&mut self) {
        let [mut first, mut second] = self.two_scheduled();
        self.wait_for(&first);
        while !second.is_over() {
            let winner = self.either();
            self.play_confirmed(&mut second, winner);
            if self.chance(2) {
                let last = second.facts.host.games.last().and_then(|decision| decision.match_id);
                first.decide(last, false, None, self.now + self.random.random_range(-50..50));
            }
        }
        self.play_somehow(&mut first);
        self.finish(first);
        self.finish(second);
    }

    /// The earlier series is cancelled in the end; its host had counted some of the games, which are the later one's.
    fn first_cancelled(&mut self) {
        let [mut first, mut second] = self.two_scheduled();
        self.wait_for(&second);
        let before = self.reports.len();
        self.play_somehow(&mut second);
        for reports in &self.reports[before..] {
            first.decide(Some(reports[0].match_id), self.random.random(), None, self.now);
        }
        first.facts.host.ruling = Some((Ruling::Cancelled, minute(self.now)));
        self.finish(first);
        self.finish(second);
    }

    /// A series of ladder games and one of custom games, one game of each in turn.
    fn by_kind(&mut self) {
        let ids = self.two_ids();
        self.plays_two_kinds = true;
        let mut both = [Admits::Lobby, Admits::Ranked].map(|admits| {
            let scheduled_at = self.random.random::<bool>().then_some(self.now);
            let id = ids[usize::from(admits == Admits::Ranked)];
            SeriesInPlay::new(SeriesFacts { admits, ..self.new_series(id, scheduled_at) })
        });
        while both.iter().any(|series| !series.is_over()) {
            for series in both.iter_mut().filter(|series| !series.is_over()) {
                self.play_game(series);
            }
        }
        both.into_iter().for_each(|series| self.finish(series));
    }
}
