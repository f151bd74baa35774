//! How many games a series has, and when they decide it.

use domain::{
    series::{DecidedBy, SeriesFacts, SeriesFormat, SeriesState, SeriesStatus},
    stages::result::Winner,
};

use crate::fixture::{duel, game, minute, state};

/// The state after games that these accounts won, one after another.
fn after(format: SeriesFormat, winners: &[i64]) -> SeriesState {
    let played: Vec<_> = (0..).zip(winners).map(|(n, winner)| game(10 + n, n * 25, *winner, 3 - winner)).collect();
    state(&SeriesFacts { format, ..duel() }, &played)
}

#[test]
fn more_than_half_of_the_games_wins() {
    for games in [1, 3, 5, 7, 9] {
        let (format, needed) = (SeriesFormat::best_of(games).unwrap(), games / 2 + 1);
        let won = after(format, &[2; 12]);
        assert_eq!((won.score, won.winner), ([0, needed], Some(Winner::Second)));
        assert_eq!(won.games.len(), usize::from(needed));
        let alternating: Vec<_> = (0..12).map(|n| 1 + n % 2).collect();
        let close = after(format, &alternating);
        assert_eq!((close.score, close.winner), ([needed, needed - 1], Some(Winner::First)));
        let open = after(format, &alternating[..usize::from(games) - 1]);
        assert_eq!(
            (open.status, open.winner),
            (if games == 1 { SeriesStatus::Scheduled } else { SeriesStatus::Live }, None)
        );
    }
}

#[test]
fn all_games_are_played_whatever_the_score() {
    for games in 1..=9 {
        let format = SeriesFormat::play_all(games).unwrap();
        let won = after(format, &[1; 12]);
        assert_eq!((won.score, won.winner), ([games, 0], Some(Winner::First)));
        let open = after(format, &vec![1; usize::from(games) - 1]);
        assert_eq!((open.winner, open.decided_by), (None, None));
    }
}

#[test]
fn equal_scores_after_all_games_are_a_draw() {
    let state = after(SeriesFormat::PlayAll(4), &[1, 2, 2, 1, 1]);
    assert_eq!((state.score, state.winner, state.status), ([2, 2], None, SeriesStatus::Completed));
    assert_eq!((state.decided_by, state.decided_at), (Some(DecidedBy::Games), Some(minute(95))));
}

#[test]
fn a_series_without_games_is_scheduled() {
    let state = after(SeriesFormat::BestOf(3), &[]);
    let expected = SeriesState {
        id: duel().id,
        status: SeriesStatus::Scheduled,
        score: [0, 0],
        winner: None,
        decided_by: None,
        decided_at: None,
        games: Vec::new(),
    };
    assert_eq!(state, expected);
}

#[test]
fn formats_have_one_to_nine_games() {
    let best_of: Vec<_> = (0..=255).filter(|games| SeriesFormat::best_of(*games).is_some()).collect();
    let play_all: Vec<_> = (0..=255).filter(|games| SeriesFormat::play_all(*games).is_some()).collect();
    assert_eq!((best_of, play_all), (vec![1, 3, 5, 7, 9], (1..=9).collect()));
}

#[test]
fn a_possible_score_has_no_game_after_the_decision() {
    let allowed = |format: SeriesFormat| {
        let scores = (0..=10).flat_map(|a| (0..=10).map(move |b| [a, b]));
        scores.filter(|score| format.allows(*score)).collect::<Vec<_>>()
    };
    assert_eq!(allowed(SeriesFormat::BestOf(1)), [[0, 0], [0, 1], [1, 0]]);
    let of_three = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1]];
    assert_eq!(allowed(SeriesFormat::BestOf(3)), of_three);
    assert_eq!(allowed(SeriesFormat::PlayAll(2)), [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [2, 0]]);
}
