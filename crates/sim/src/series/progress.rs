//! How far a fixture is: the state between the steps in which the world plays it. Knows neither lobbies nor ratings.

use rand_chacha::ChaCha8Rng;

use super::decision::Side;
use super::fixture::Fixture;
use super::games::{Role, Series, SeriesGame, score};
use super::incident::Incident;
use crate::clock::Moment;
use crate::ids::MatchId;

/// What the players of a fixture are doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FixtureStage {
    /// Its time has not come, or somebody is in another game.
    Waiting,
    /// This lobby is open.
    Staging(MatchId, Role),
    /// This game is being played. It is the last one in the list of games.
    Playing(MatchId, Role),
    /// They pause before a game.
    Pausing(Role),
    /// They are done.
    Done,
}

/// What the upstream will report later about a finished match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Report {
    /// Its outcome.
    Outcome,
    /// That the other side won.
    OtherWinner,
}

/// How far a fixture is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FixtureProgress {
    pub(crate) fixture: Fixture,
    pub(crate) rng: ChaCha8Rng,
    pub(crate) stage: FixtureStage,
    /// When the stage ends.
    pub(crate) until: Moment,
    /// The games that have started, with their real winners.
    pub(crate) games: Vec<SeriesGame>,
    pub(crate) reports: Vec<(Moment, MatchId, Report)>,
    /// The incidents that have not happened.
    ahead: Vec<Incident>,
    forfeited_by: Option<Side>,
}

impl FixtureProgress {
    pub(super) fn new(fixture: Fixture, rng: ChaCha8Rng) -> Self {
        let (ahead, until) = (fixture.incidents.clone(), Moment::from_unix(fixture.start));
        let games = Vec::new();
        Self {
            fixture,
            rng,
            stage: FixtureStage::Waiting,
            until,
            games,
            reports: Vec::new(),
            ahead,
            forfeited_by: None,
        }
    }

    pub(super) fn next(&self) -> Option<Moment> {
        let stage = (self.stage != FixtureStage::Done).then_some(self.until);
        stage.into_iter().chain(self.reports.iter().map(|(at, ..)| *at)).min()
    }

    pub(super) fn is_due(&self, now: Moment) -> bool {
        self.has_begun() || self.stage == FixtureStage::Waiting && Moment::from_unix(self.fixture.start) <= now
    }

    pub(super) fn has_begun(&self) -> bool {
        !matches!(self.stage, FixtureStage::Waiting | FixtureStage::Done)
    }

    /// The number of the counting game that is being played or comes next, from 1.
    pub(crate) fn number(&self) -> u8 {
        score(&self.games).iter().sum::<u8>() + 1
    }

    pub(crate) fn is_decided(&self) -> bool {
        self.fixture.format.is_decided(score(&self.games))
    }

    /// What is played next; none when the players are done. The incidents that lead to it have happened then.
    pub(crate) fn next_role(&mut self) -> Option<Role> {
        if self.is_decided() {
            self.ahead.remove(self.ahead.iter().position(|one| *one == Incident::ShowMatch)?);
            return Some(Role::ShowMatch);
        }
        let number = self.number();
        let Some(place) = self.ahead.iter().position(|one| one.precedes(number)) else {
            return Some(Role::Counting);
        };
        match self.ahead.remove(place) {
            Incident::Restart { .. } => Some(Role::Restarted),
            Incident::Rehost { .. } => Some(Role::Rehosted),
            Incident::WrongOpponent { plays, .. } => Some(Role::WrongOpponent(plays)),
            Incident::ThirdAccount { joins, .. } => Some(Role::ThirdAccount(joins)),
            Incident::Forfeit { by, .. } => {
                self.forfeited_by = Some(by);
                None
            }
            // These do not precede a game.
            Incident::LateOutcome { .. } | Incident::CorrectedOutcome { .. } | Incident::ShowMatch => None,
        }
    }

    /// Whether the fixture has this incident.
    pub(crate) fn has(&self, incident: Incident) -> bool {
        self.fixture.incidents.contains(&incident)
    }

    /// What was played so far.
    pub(crate) fn series(&self) -> Series {
        let mut games = self.games.clone();
        for game in &mut games {
            if self.reports.iter().any(|(_, id, _)| *id == game.match_id) {
                game.winner = None;
            }
        }
        let is_over = self.stage == FixtureStage::Done && self.reports.is_empty();
        Series::of(self.fixture.format, games, self.forfeited_by, is_over)
    }
}
