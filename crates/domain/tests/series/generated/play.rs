//! How two sides play: games, restarts, crashes, strangers in the lobby, and what the host says to all of it.

use domain::{
    id::MatchTypeId,
    matches::Outcome,
    series::{Admits, NotCounted, PlayedGame, SideAccounts},
    stages::result::Winner,
};
use rand::{
    RngExt,
    seq::{IndexedRandom, IteratorRandom},
};

use super::{series_in_play::SeriesInPlay, simulation::Simulation};
use crate::fixture::{player, running};

/// Accounts from here on are nobody's in the tournament.
const STRANGERS: i64 = 9_000;

impl Simulation {
    /// Who plays the next game for the sides: an entry's account, or equally many of both teams.
    fn lineups(&mut self, series: &SeriesInPlay) -> [Vec<i64>; 2] {
        let accounts = |side: &SideAccounts| match side {
            SideAccounts::Entry(account) => account.iter().map(|account| account.0).collect::<Vec<_>>(),
            SideAccounts::Team(accounts) => accounts.iter().map(|account| account.0).collect(),
        };
        let sides = series.facts.sides.each_ref().map(accounts);
        let most = sides[0].len().min(sides[1].len());
        let size = self.random.random_range(1..=most);
        sides.map(|accounts| accounts.into_iter().sample(&mut self.random, size))
    }

    fn game_of(&mut self, series: &SeriesInPlay, minutes: std::ops::Range<i64>, winner: Option<Winner>) -> PlayedGame {
        let lineups = self.lineups(series);
        let kind = self.kind(series.facts.admits);
        let minutes = self.random.random_range(minutes);
        self.game(&lineups, kind, minutes, winner)
    }

    /// Plays one game that counts, perhaps after others that do not.
    pub(super) fn play_game(&mut self, series: &mut SeriesInPlay) {
        while self.chance(3) {
            self.play_without_result(series);
        }
        let winner = self.either();
        match self.random.random_range(0..20) {
            0 => {
                self.now += 30;
                series.adds(winner, self.now);
            }
            1 => self.play_as_strangers(series, winner),
            2 => {
                let game = self.game_of(series, 1..5, Some(winner));
                self.play_by_decision(series, game, None, winner);
            }
            3 => self.play_confirmed(series, winner),
            4 => {
                let reported = Some(self.either());
                let game = self.game_of(series, 5..60, reported);
                self.play_by_decision(series, game, Some(winner), winner);
            }
            _ => {
                let game = self.game_of(series, 5..60, Some(winner));
                series.counts(&game, None, winner);
                self.report(game);
            }
        }
    }

    /// A game that counts anyway, and the host says so too.
    pub(super) fn play_confirmed(&mut self, series: &mut SeriesInPlay, winner: Winner) {
        let game = self.game_of(series, 5..60, Some(winner));
        self.play_by_decision(series, game, None, winner);
    }

    fn play_by_decision(&mut self, series: &mut SeriesInPlay, game: PlayedGame, said: Option<Winner>, won: Winner) {
        if self.chance(6) {
            series.decide(Some(game.match_id), false, None, self.now);
        }
        let decision = series.decide(Some(game.match_id), true, said, self.now);
        series.counts(&game, Some(decision), won);
        self.report(game);
    }

    /// They play with other accounts, and the host counts it.
    fn play_as_strangers(&mut self, series: &mut SeriesInPlay, winner: Winner) {
        let game = self.game(&[vec![STRANGERS], vec![STRANGERS + 1]], 0, 20, None);
        self.play_by_decision(series, game, Some(winner), winner);
    }

    /// A game that is the series', or only seems to be, and does not count.
    fn play_without_result(&mut self, series: &mut SeriesInPlay) {
        let won = self.either();
        match self.random.random_range(0..7) {
            0 => {
                let winner = self.chance(2).then_some(won);
                let game = self.game_of(series, 1..5, winner);
                series.lists(&game, None, winner, Some(NotCounted::Short));
                self.report(game);
            }
            1 => {
                let game = self.game_of(series, 5..60, None);
                series.lists(&game, None, None, Some(NotCounted::NoOutcome));
                self.report(game);
            }
            2 => {
                let mut game = self.game_of(series, 5..60, Some(won));
                for player in &mut game.players {
                    player.outcome = Some(Outcome::Loss);
                }
                series.lists(&game, None, None, Some(NotCounted::NoOutcome));
                self.report(game);
            }
            3 => {
                let game = self.game_of(series, 5..60, Some(won));
                let decision = series.decide(Some(game.match_id), false, None, self.now);
                series.lists(&game, Some(decision), Some(won), Some(NotCounted::Host));
                self.report(game);
            }
            4 => {
                let game = PlayedGame { is_excluded: true, ..self.game_of(series, 5..60, Some(won)) };
                if self.chance(2) {
                    let decision = series.decide(Some(game.match_id), true, None, self.now);
                    series.lists(&game, Some(decision), Some(won), Some(NotCounted::Excluded));
                }
                self.report(game);
            }
            _ => self.play_something_else(series, won),
        }
    }

    /// A game with accounts of the sides that is not theirs against each other.
    fn play_something_else(&mut self, series: &SeriesInPlay, won: Winner) {
        let mut game = self.game_of(series, 5..60, Some(won));
        let is_duel = game.players.len() == 2;
        match self.random.random_range(0..5) {
            0 => game.players[0].profile_id.0 = STRANGERS,
            1 => game.players.push(player(STRANGERS, Some(9), Some(Outcome::Loss))),
            2 if !is_duel => game.players.truncate(3),
            3 if !is_duel => game.players.iter_mut().for_each(|player| player.side = None),
            4 if series.facts.admits != Admits::Any && !self.plays_two_kinds => {
                game.matchtype_id = MatchTypeId(if series.facts.admits == Admits::Lobby { 6 } else { 0 });
            }
            _ => game.players.iter_mut().for_each(|player| player.side = Some(domain::id::SideId(1))),
        }
        self.report(game);
    }

    /// The sides play for fun, before or after their series.
    pub(super) fn play_show_match(&mut self, series: &SeriesInPlay) {
        let winner = [None, Some(Winner::First), Some(Winner::Second)].choose(&mut self.random).copied().flatten();
        let game = self.game_of(series, 1..60, winner);
        self.report(game);
    }

    /// A series that is not over: what happened last decides nothing.
    pub(super) fn play_last(&mut self, series: &mut SeriesInPlay) {
        match self.random.random_range(0..3) {
            0 => self.play_without_result(series),
            1 => {
                let game = running(self.game_of(series, 5..60, None));
                series.lists(&game, None, None, Some(NotCounted::Running));
                self.reports.push(vec![game]);
            }
            _ => {}
        }
    }

    /// The games are over, but the host's score leaves the series open: the next is listed.
    pub(super) fn play_too_long(&mut self, series: &mut SeriesInPlay) {
        let leader = if series.score[0] > series.score[1] { Winner::First } else { Winner::Second };
        let game = self.game_of(series, 5..60, Some(leader));
        series.lists(&game, None, Some(leader), Some(NotCounted::AfterDecision));
        self.report(game);
    }
}
