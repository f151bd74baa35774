//! Tests of the summary's cards: who qualifies, and who wins a tie.

use domain::{
    id::{EntryId, ProfileId},
    matches::Outcome::{Loss, Win},
    participations::Participation,
    summary::{Figure, StreakSummaryCard, SummaryCard, TournamentSummary, summary},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};
use serde_json::json;

use super::{DURING, MODES, cup, results, under_way};
use crate::fixture::{Fixture, at, game};

/// Ann and Bob. Bob comes first on the roster but has the higher id.
fn pair(mode: RankBy) -> Fixture {
    cup(mode).rated(2, "Bob", 1600, 1500).rated(1, "Ann", 1600, 1500)
}

/// The pair with the given wins and losses.
fn results_of(ann: &str, bob: &str) -> Fixture {
    results(results(pair(PeakRating), 1, ann), 2, bob)
}

fn cards(fixture: &Fixture, min_games: i64) -> TournamentSummary {
    summary(&fixture.tournament_facts(at(DURING)), min_games)
}

fn lead(card: Option<SummaryCard>) -> Option<(i64, Figure)> {
    card.map(|card| (card.tournament_player_id.0, card.value))
}

fn streak(card: &StreakSummaryCard) -> (i64, Figure, String, String) {
    let (start, end) = (card.streak_start.unwrap(), card.streak_end.unwrap());
    (card.card.tournament_player_id.0, card.card.value, start.to_string(), end.to_string())
}

const NONE: TournamentSummary = TournamentSummary {
    last_polled_at: None,
    highest_peak_rating: None,
    highest_current_rating: None,
    best_win_rate: None,
    longest_win_streak: None,
    biggest_climber: None,
    most_games_played: None,
};

#[test]
fn an_empty_roster_leads_in_nothing() {
    for mode in MODES {
        assert_eq!(cards(&cup(mode), 1), NONE);
        // A cup with only unlinked entries has no candidates either.
        assert_eq!(cards(&cup(mode).unlinked(1, "Ann"), 1), NONE);
    }
}

#[test]
fn without_games_only_the_rating_has_a_leader() {
    let leader = |value| {
        let (name, value) = ("Ann".into(), Figure::Whole(value));
        Some(SummaryCard { tournament_player_id: EntryId(1), profile_id: ProfileId(1), name, value })
    };
    assert_eq!(cards(&pair(PeakRating), 1), TournamentSummary { highest_peak_rating: leader(1600), ..NONE });
    assert_eq!(cards(&pair(CurrentRating), 1), TournamentSummary { highest_current_rating: leader(1500), ..NONE });
    // Entries without a rating do not even get the rating card.
    assert_eq!(cards(&cup(PeakRating).linked(1, "Ann").polled(2, "Bob"), 1), NONE);
}

#[test]
fn the_highest_rating_goes_to_who_played_more_then_to_the_lower_entry() {
    for mode in MODES {
        let value = Figure::Whole(if mode == PeakRating { 1600 } else { 1500 });
        let highest = |ann, bob| {
            let cards = cards(&results(results(pair(mode), 1, ann), 2, bob), 1);
            lead(cards.highest_peak_rating.or(cards.highest_current_rating))
        };
        assert_eq!(highest("W", "LL"), Some((2, value)));
        assert_eq!(highest("LL", "LL"), Some((1, value)));
    }
}

#[test]
fn the_other_rating_breaks_no_tie_of_the_highest_rating() {
    // Both peaks are 1600, and neither played: Ann leads, although Bob's current rating is higher.
    let fixture = cup(PeakRating).rated(2, "Bob", 1600, 1590).rated(1, "Ann", 1600, 1500);
    assert_eq!(lead(cards(&fixture, 1).highest_peak_rating), Some((1, Figure::Whole(1600))));
}

#[test]
fn the_best_win_rate_takes_a_number_of_games() {
    // Ann: 2 of 2. Bob: 4 of 5 are 80 %.
    let fixture = results_of("WW", "WWWWL");
    let best = |min_games| lead(cards(&fixture, min_games).best_win_rate);
    assert_eq!(best(1), Some((1, Figure::Percent(100.0))));
    assert_eq!(best(2), Some((1, Figure::Percent(100.0))));
    assert_eq!(best(3), Some((2, Figure::Percent(80.0))));
    assert_eq!(best(5), Some((2, Figure::Percent(80.0))));
    assert_eq!(best(6), None);
}

#[test]
fn the_best_win_rate_may_be_none_at_all() {
    assert_eq!(lead(cards(&results_of("", "LLLLL"), 5).best_win_rate), Some((2, Figure::Percent(0.0))));
}

#[test]
fn equal_win_rates_go_to_who_played_more_then_to_the_lower_entry() {
    let best = |ann, bob| lead(cards(&results_of(ann, bob), 1).best_win_rate);
    assert_eq!(best("WL", "WWLL"), Some((2, Figure::Percent(50.0))));
    assert_eq!(best("WL", "LW"), Some((1, Figure::Percent(50.0))));
}

#[test]
fn win_rates_are_compared_as_they_are_shown() {
    // 1 of 34 is 2.94… %, 1 of 35 is 2.85… %: both are rounded to 2.9 %, and Bob played more.
    let (ann, bob) = (format!("W{}", "L".repeat(33)), format!("W{}", "L".repeat(34)));
    assert_eq!(lead(cards(&results_of(&ann, &bob), 1).best_win_rate), Some((2, Figure::Percent(2.9))));
}

#[test]
fn the_longest_streak_tells_when_its_first_and_last_win_ended() {
    // Games start at 0, 1, 2, … o'clock and take half an hour. Ann's longest run is games 0 to 2.
    let longest = cards(&results_of("WWWLWW", "WW"), 1).longest_win_streak.unwrap();
    let expected = (1, Figure::Whole(3), "2026-06-01T00:30:00Z".into(), "2026-06-01T02:30:00Z".into());
    assert_eq!(streak(&longest), expected);
}

#[test]
fn of_streaks_as_long_the_latest_is_shown() {
    // Ann's runs are games 0 and 1, and games 3 and 4.
    let longest = cards(&results_of("WWLWWL", ""), 1).longest_win_streak.unwrap();
    let expected = (1, Figure::Whole(2), "2026-06-01T03:30:00Z".into(), "2026-06-01T04:30:00Z".into());
    assert_eq!(streak(&longest), expected);
}

#[test]
fn equal_streaks_go_to_who_played_more_then_to_the_lower_entry() {
    // Two wins each. Bob's are games 1 and 2 of six.
    let longest = cards(&results_of("WWLWW", "LWWLLL"), 1).longest_win_streak.unwrap();
    let expected = (2, Figure::Whole(2), "2026-06-01T01:30:00Z".into(), "2026-06-01T02:30:00Z".into());
    assert_eq!(streak(&longest), expected);
    let longest = cards(&results_of("LWW", "WWL"), 1).longest_win_streak.unwrap();
    let expected = (1, Figure::Whole(2), "2026-06-01T01:30:00Z".into(), "2026-06-01T02:30:00Z".into());
    assert_eq!(streak(&longest), expected);
}

#[test]
fn nobody_has_a_streak_of_losses() {
    let cards = cards(&results_of("LL", "L"), 1);
    assert_eq!(cards.longest_win_streak, None);
    assert_eq!(lead(cards.most_games_played), Some((1, Figure::Whole(2))));
}

#[test]
fn as_many_games_go_to_the_lower_entry() {
    let most = |ann, bob| lead(cards(&results_of(ann, bob), 1).most_games_played);
    assert_eq!(most("LLL", "WWW"), Some((1, Figure::Whole(3))));
    assert_eq!(most("LLL", "WWWW"), Some((2, Figure::Whole(4))));
    assert_eq!(most("", ""), None);
}

#[test]
fn equal_climbs_go_to_who_played_more_then_to_the_lower_entry() {
    let rated = |number, started: &str, left| game(number, started, "2026-06-06T10:00:00Z", Win, (1500, left));
    // Both climb from 1510 to 1530 in two rated games.
    let fixture = [1, 2].into_iter().fold(pair(PeakRating), |fixture, profile| {
        fixture
            .plays(profile, rated(10 * profile, "2026-06-05T08:00:00Z", 1510))
            .plays(profile, rated(10 * profile + 1, "2026-06-05T09:00:00Z", 1530))
    });
    assert_eq!(lead(cards(&fixture, 1).biggest_climber), Some((1, Figure::Whole(20))));
    // Bob played one more game, which moved no rating.
    let fixture = results(fixture, 2, "L");
    assert_eq!(lead(cards(&fixture, 1).biggest_climber), Some((2, Figure::Whole(20))));
}

#[test]
fn cards_show_the_displayed_name() {
    let mut fixture = results_of("WW", "");
    fixture.entrants[1].entry.presentation.insert("displayName".into(), json!("Queen Ann"));
    let cards = cards(&fixture, 1);
    let streak = cards.longest_win_streak.map(|streak| streak.card);
    for card in [cards.highest_peak_rating, cards.best_win_rate, streak, cards.most_games_played] {
        assert_eq!(card.unwrap().name, "Queen Ann");
    }
}

#[test]
fn the_summary_is_as_old_as_the_newest_start_in_the_window() {
    // Ann's second game started at 1 o'clock and ended half an hour later. Bob's game that ended at 3 started before
    // the window.
    let fixture =
        results_of("WL", "W").plays(2, game(9, "2026-05-31T23:50:00Z", "2026-06-01T03:00:00Z", Loss, (1500, 1490)));
    assert_eq!(cards(&fixture, 1).last_polled_at, Some(at("2026-06-01T01:00:00Z")));
}

#[test]
fn a_match_under_way_is_one_of_the_window_too() {
    // The newest in-window match of all candidates is the one that Bob is playing.
    let running = under_way(game(90, "2026-06-02T09:00:00Z", "2026-06-02T10:00:00Z", Win, (1500, 1510)));
    let fixture = results_of("WL", "W").plays(2, Participation { old_rating: None, ..running });
    assert_eq!(cards(&fixture, 1).last_polled_at, Some(at("2026-06-02T09:00:00Z")));
}
