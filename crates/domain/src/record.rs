//! An entry's record: its results within the tournament's window, counted from its games.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, EntryId, ProfileId},
    matches::Outcome,
    participations::Participation,
};

/// How many matchups a record lists, and how many recent results a standing shows.
pub const RECENT: usize = 10;
/// [`RECENT`] in the type that the database uses.
pub const RECENT_LIMIT: i64 = 10;

/// What an entry did in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TournamentRecord {
    /// Decided games.
    pub games_played: i64,
    /// Games won.
    pub wins: i64,
    /// Games lost.
    pub losses: i64,
    /// Length of the running streak, negative for losses, 0 without games.
    pub streak: i64,
    /// The longest run of wins.
    pub longest_win_streak: i64,
    /// The highest rating reached.
    #[schema(required)]
    pub peak_rating: Option<i64>,
    /// When the newest game started.
    #[schema(required)]
    pub last_match_at: Option<Timestamp>,
    /// The newest ten games, newest first.
    pub recent_matchups: Vec<RecentMatchup>,
    /// Percentage of games won; null without games.
    #[schema(required)]
    pub win_pct: Option<f64>,
}

/// One game of an entry, with whom it was played against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecentMatchup {
    /// How it ended for the entry.
    pub outcome: Outcome,
    /// What the entry played, -1 when unknown.
    pub civilization_id: CivilizationId,
    /// Its name, when known.
    #[schema(required)]
    pub civilization_name: Option<String>,
    /// The single opponent's civilization; null unless there is exactly one opponent.
    #[schema(required)]
    pub opponent_civilization_id: Option<CivilizationId>,
    /// Its name, when known.
    #[schema(required)]
    pub opponent_civilization_name: Option<String>,
    /// The single opponent's account.
    #[schema(required)]
    pub opponent_profile_id: Option<ProfileId>,
    /// The single opponent's name.
    #[schema(required)]
    pub opponent_name: Option<String>,
    /// The single opponent's entry, when it is on the same roster.
    #[schema(required)]
    pub opponent_tournament_player_id: Option<EntryId>,
    /// Everybody on another side, by account.
    #[serde(default)]
    #[schema(default = json!([]))]
    pub opponents: Vec<MatchupOpponent>,
    /// Where it was played.
    pub map_name: String,
    /// When it ended.
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
}

/// Somebody on the other side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchupOpponent {
    /// What they played.
    #[schema(required)]
    pub civilization_id: Option<CivilizationId>,
    /// Its name, when known.
    #[schema(required)]
    pub civilization_name: Option<String>,
    /// Their account.
    pub profile_id: ProfileId,
    /// Their name: the displayed one on this roster, else the alias learned from payloads.
    #[schema(required)]
    pub name: Option<String>,
    /// Their entry, when they are on the same roster.
    #[schema(required)]
    pub tournament_player_id: Option<EntryId>,
}

impl TournamentRecord {
    /// Counts in-window games, which must be sorted newest first; games without an outcome do not count.
    #[must_use]
    pub fn of(games: &[Participation], recent_matchups: Vec<RecentMatchup>) -> Self {
        let decided: Vec<_> = decided(games).collect();
        let wins = count(&decided, Outcome::Win);
        let losses = count(&decided, Outcome::Loss);
        Self {
            games_played: wins + losses,
            wins,
            losses,
            streak: running_streak(&decided),
            longest_win_streak: longest_win_streak(&decided),
            peak_rating: Self::peak_rating(games),
            last_match_at: decided.first().map(|(game, _)| game.started_at),
            recent_matchups,
            win_pct: win_pct(wins, losses),
        }
    }

    /// The highest rating after a game with an outcome.
    #[must_use]
    pub fn peak_rating(games: &[Participation]) -> Option<i64> {
        decided(games).filter_map(|(game, _)| game.new_rating).max()
    }
}

/// The games that have an outcome, in the given order.
pub fn decided(games: &[Participation]) -> impl Iterator<Item = (&Participation, Outcome)> {
    games.iter().filter_map(|game| Some((game, game.outcome?)))
}

/// The percentage of games won with one decimal, rounded half to even as the predecessor did; `None` without games.
#[must_use]
pub fn win_pct(wins: i64, losses: i64) -> Option<f64> {
    let games = wins + losses;
    #[expect(clippy::cast_precision_loss, reason = "nobody plays 2^52 games")]
    let exact = 100.0 * wins as f64 / games as f64;
    // Formatting rounds the exact binary value; multiplying by ten first would round twice.
    (games > 0).then(|| format!("{exact:.1}").parse().ok()).flatten()
}

type Decided<'a> = [(&'a Participation, Outcome)];

fn count(games: &Decided<'_>, outcome: Outcome) -> i64 {
    length(games.iter().filter(|(_, ended)| *ended == outcome).count())
}

fn running_streak(games: &Decided<'_>) -> i64 {
    let Some((_, newest)) = games.first() else { return 0 };
    let run = length(games.iter().take_while(|(_, ended)| ended == newest).count());
    match newest {
        Outcome::Win => run,
        Outcome::Loss => -run,
    }
}

fn longest_win_streak(games: &Decided<'_>) -> i64 {
    let runs = games.split(|(_, ended)| *ended == Outcome::Loss);
    length(runs.map(<[_]>::len).max().unwrap_or(0))
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::MatchId;

    /// Games from letters: `W`in, `L`oss or under way (`-`), newest first, a minute apart, with rating 1000 plus the
    /// index.
    fn games(outcomes: &str) -> Vec<Participation> {
        let game = |(index, letter): (usize, char)| Participation {
            match_id: MatchId(length(100 - index)),
            started_at: Timestamp::from_unix_seconds(6_000 - 60 * length(index)).unwrap(),
            completed_at: None,
            side: None,
            civilization_id: CivilizationId::UNKNOWN,
            outcome: match letter {
                'W' => Some(Outcome::Win),
                'L' => Some(Outcome::Loss),
                _ => None,
            },
            old_rating: None,
            new_rating: (index % 2 == 0).then_some(1_000 + length(index)),
        };
        outcomes.chars().enumerate().map(game).collect()
    }

    fn record(outcomes: &str) -> TournamentRecord {
        TournamentRecord::of(&games(outcomes), Vec::new())
    }

    #[test]
    fn a_record_without_games_is_all_zero() {
        let empty = record("");
        assert_eq!((empty.games_played, empty.streak, empty.longest_win_streak), (0, 0, 0));
        assert_eq!((empty.win_pct, empty.peak_rating, empty.last_match_at), (None, None, None));
    }

    #[test]
    fn the_streak_is_the_newest_run_and_the_longest_may_be_older() {
        let mixed = record("LLWWWLW");
        assert_eq!((mixed.wins, mixed.losses, mixed.games_played), (4, 3, 7));
        assert_eq!((mixed.streak, mixed.longest_win_streak), (-2, 3));
        // Rated games are those at indexes 0, 2, 4 and 6.
        assert_eq!(mixed.peak_rating, Some(1_006));
        assert_eq!(mixed.last_match_at.unwrap().unix_seconds(), 6_000);
    }

    #[test]
    fn a_game_without_an_outcome_neither_counts_nor_breaks_a_run() {
        assert_eq!(
            TournamentRecord { last_match_at: None, ..record("-W-WL-") },
            TournamentRecord { last_match_at: None, peak_rating: Some(1_004), ..record("WWL") }
        );
    }

    #[test]
    fn percentages_have_one_decimal() {
        assert_eq!(win_pct(330, 271), Some(54.9)); // 54.908…
        assert_eq!(win_pct(1, 15), Some(6.2)); // 6.25, to even
        assert_eq!(win_pct(2, 1), Some(66.7));
        assert_eq!(win_pct(0, 0), None);
    }
}
