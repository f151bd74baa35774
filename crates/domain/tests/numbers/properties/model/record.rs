//! The model of an entry's record and its matchups.

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    matches::Outcome,
    participations::Participation,
    record::{MatchupOpponent, RecentMatchup, TournamentRecord},
};

use super::{Model, percent, shown};

impl Model<'_> {
    /// The games in the window that count and have an outcome, newest first.
    pub(super) fn decided(&self, entrant: &Entrant) -> Vec<(Participation, Outcome)> {
        self.counted(entrant).into_iter().filter_map(|game| Some((game, game.outcome?))).collect()
    }

    /// The ratings after the games in the window that have an outcome, excluded ones too, newest first.
    pub(super) fn reached(&self, entrant: &Entrant) -> Vec<i64> {
        let decided = self.rated(entrant).into_iter().filter(|game| game.outcome.is_some());
        decided.filter_map(|game| game.new_rating).collect()
    }

    pub(in crate::properties) fn record(&self, entrant: &Entrant) -> TournamentRecord {
        let decided = self.decided(entrant);
        let count = |wanted| count(decided.iter().filter(|(_, outcome)| *outcome == wanted).count());
        let (wins, losses) = (count(Outcome::Win), count(Outcome::Loss));
        TournamentRecord {
            games_played: wins + losses,
            wins,
            losses,
            streak: streak(&decided),
            longest_win_streak: runs(&decided).into_iter().map(|(_, _, length)| length).max().unwrap_or(0),
            peak_rating: self.reached(entrant).into_iter().max(),
            last_match_at: decided.iter().map(|(game, _)| game.started_at).max(),
            recent_matchups: decided
                .iter()
                .take(10)
                .map(|(game, outcome)| self.matchup(entrant, game, *outcome))
                .collect(),
            win_pct: percent(wins, losses),
        }
    }

    /// The matchup of a game. It has no names of civilizations or strangers, because the fixtures do not tell any.
    fn matchup(&self, entrant: &Entrant, game: &Participation, outcome: Outcome) -> RecentMatchup {
        let opponents = self.opponents(entrant, game);
        let single = match &opponents[..] {
            [single] => Some(single.clone()),
            _ => None,
        };
        RecentMatchup {
            outcome,
            civilization_id: game.civilization_id,
            civilization_name: None,
            opponent_civilization_id: single.as_ref().and_then(|single| single.civilization_id),
            opponent_civilization_name: None,
            opponent_profile_id: single.as_ref().map(|single| single.profile_id),
            opponent_name: single.as_ref().and_then(|single| single.name.clone()),
            opponent_tournament_player_id: single.as_ref().and_then(|single| single.tournament_player_id),
            opponents,
            map_name: "Arabia".into(),
            completed_at: game.completed_at,
        }
    }

    /// All players on other sides of the match, by account.
    fn opponents(&self, entrant: &Entrant, own: &Participation) -> Vec<MatchupOpponent> {
        let mut opponents = vec![];
        for (profile, game) in &self.fixture.games {
            let is_another_side = match (own.side, game.side) {
                (Some(own), Some(other)) => own != other,
                _ => true,
            };
            if game.match_id == own.match_id && Some(*profile) != entrant.entry.profile_id && is_another_side {
                let entry = self.fixture.entrants.iter().find(|entrant| entrant.entry.profile_id == Some(*profile));
                opponents.push(MatchupOpponent {
                    civilization_id: Some(game.civilization_id),
                    civilization_name: None,
                    profile_id: *profile,
                    name: entry.map(|entrant| shown(&entrant.entry)),
                    tournament_player_id: entry.map(|entrant| entrant.entry.id),
                });
            }
        }
        opponents.sort_by_key(|opponent| opponent.profile_id);
        opponents
    }
}

pub(super) fn count(things: usize) -> i64 {
    i64::try_from(things).expect("a few")
}

fn streak(newest_first: &[(Participation, Outcome)]) -> i64 {
    let Some((_, first)) = newest_first.first() else { return 0 };
    let mut length = 0;
    for (_, outcome) in newest_first {
        if outcome != first {
            break;
        }
        length += 1;
    }
    if *first == Outcome::Win { length } else { -length }
}

/// Every run of wins and every part of one, the newest first: when its first and its last win ended, and its length.
pub(super) fn runs(newest_first: &[(Participation, Outcome)]) -> Vec<(Option<Timestamp>, Option<Timestamp>, i64)> {
    let mut runs = vec![];
    for newest in 0..newest_first.len() {
        for oldest in newest..newest_first.len() {
            let run = &newest_first[newest..=oldest];
            if run.iter().all(|(_, outcome)| *outcome == Outcome::Win) {
                runs.push((run[run.len() - 1].0.completed_at, run[0].0.completed_at, count(run.len())));
            }
        }
    }
    runs
}
