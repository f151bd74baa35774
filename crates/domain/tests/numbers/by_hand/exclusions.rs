//! Tests of excluded matches: they count in nothing that counts games, and change nothing that reads ratings.

use std::collections::{HashMap, HashSet};

use domain::{
    civ_stats::{CivStat, civ_stats},
    id::MatchId,
    matches::Outcome::{Loss, Win},
    participations::Participation,
    progression::progression,
    record::TournamentRecord,
    summary::{
        Figure::{Percent, Whole},
        TournamentSummary, summary,
    },
    tournament::RankBy::{CurrentRating, PeakRating},
};

use super::{AFTER, DURING, MODES, cup, orders, ratings, row, with};
use crate::fixture::{Fixture, at, game};

/// A duel on that day of June from 10:00 to 10:30, played with civilization 5, that left the winner that rating.
fn duel(number: i64, day: u8, left: i64) -> Participation {
    let (started, completed) = (format!("2026-06-{day:02}T10:00:00Z"), format!("2026-06-{day:02}T10:30:00Z"));
    with(5, game(number, &started, &completed, Win, (left - 10, left)))
}

/// Ann wins on the 2nd, loses on the 3rd and wins on the 4th and 5th, all against Bob; match 13 is the one of the 4th.
fn season() -> Fixture {
    cup(PeakRating)
        .rated(1, "Ann", 1700, 1600)
        .rated(2, "Bob", 1650, 1500)
        .team(7, &[1])
        .duel(1, 2, duel(11, 2, 1510))
        .duel(2, 1, duel(12, 3, 1540))
        .duel(1, 2, duel(13, 4, 1590))
        .duel(1, 2, duel(14, 5, 1520))
}

fn record(fixture: &Fixture, entry: i64) -> TournamentRecord {
    row(fixture, DURING, entry).tournament_record
}

fn cards(fixture: &Fixture) -> TournamentSummary {
    summary(&fixture.tournament_facts(at(DURING)), 1)
}

#[test]
fn a_record_has_one_win_and_one_matchup_less() {
    let (with, without) = (record(&season(), 1), record(&season().excluding(13), 1));
    // 3 of 4 games are 75 %; without the 4th it is 2 of 3.
    assert_eq!((with.wins, with.losses, with.games_played, with.win_pct), (3, 1, 4, Some(75.0)));
    assert_eq!((without.wins, without.losses, without.games_played, without.win_pct), (2, 1, 3, Some(66.7)));
    assert_eq!((with.streak, with.longest_win_streak), (2, 2));
    assert_eq!((without.streak, without.longest_win_streak), (1, 1));
    assert_eq!((with.recent_matchups.len(), without.recent_matchups.len()), (4, 3));
    let loser = record(&season().excluding(13), 2);
    assert_eq!((loser.wins, loser.losses, loser.games_played), (1, 2, 3), "it counts for nobody who played");
}

#[test]
fn the_newest_game_may_be_an_older_one_and_an_eleventh_matchup_moves_up() {
    let without = record(&season().excluding(14), 1);
    assert_eq!(without.last_match_at, Some(at("2026-06-04T10:00:00Z")));
    let numbers = 1..=11_i64;
    let busy = numbers.fold(cup(PeakRating).rated(1, "Ann", 1700, 1600), |fixture, number| {
        let hour = format!("2026-06-02T{number:02}:00:00Z");
        fixture.plays(1, game(number, &hour, &hour, Win, (1500, 1500)))
    });
    let oldest = |fixture: &Fixture| record(fixture, 1).recent_matchups.last().and_then(|shown| shown.completed_at);
    assert_eq!(oldest(&busy), Some(at("2026-06-02T02:00:00Z")), "ten of eleven");
    assert_eq!(oldest(&busy.excluding(11)), Some(at("2026-06-02T01:00:00Z")), "the other ten");
}

#[test]
fn a_rating_held_after_an_excluded_game_was_held() {
    let fixture = season().excluding(13);
    // Ann's ratings after her games are 1510, 1540, 1590 and 1520; the 1590 is of the excluded one.
    assert_eq!(record(&fixture, 1).peak_rating, Some(1590));
    assert_eq!(ratings(&fixture, DURING, 1), (Some(1700), Some(1600)));
    assert_eq!(progression(&fixture.tournament_facts(at(DURING))), progression(&season().tournament_facts(at(DURING))));
    for rank_by in MODES {
        let mode = |mut fixture: Fixture| {
            fixture.tournament.rank_by = rank_by;
            fixture
        };
        let (excluded, whole) = (mode(fixture.clone()), mode(season()));
        assert_eq!(excluded.history(at(DURING)), whole.history(at(DURING)));
        assert!(!orders(&excluded.history(at(DURING))).is_empty());
        assert_eq!(ratings(&excluded, AFTER, 1), ratings(&whole, AFTER, 1), "the freeze");
    }
    let frozen = |mut fixture: Fixture| {
        fixture.tournament.rank_by = CurrentRating;
        ratings(&fixture, AFTER, 1).1
    };
    assert_eq!(frozen(season().excluding(14)), Some(1520), "the rating after the last game, which does not count");
}

#[test]
fn teams_count_what_their_members_do() {
    let team = |fixture: &Fixture| {
        let row = fixture.team_standings(at(DURING)).remove(0);
        let picks: Vec<_> = row.civs.iter().map(|civ| (civ.civilization_id.0, civ.picks, civ.wins)).collect();
        (row.combined_wins, row.combined_losses, row.win_pct, row.combined_rating_sum, picks)
    };
    assert_eq!(team(&season()), (3, 1, Some(75.0), 1700, vec![(5, 4, 3)]));
    assert_eq!(team(&season().excluding(13)), (2, 1, Some(66.7), 1700, vec![(5, 3, 2)]));
}

#[test]
fn the_summary_counts_without_it_and_climbs_with_it() {
    let (with, without) = (cards(&season()), cards(&season().excluding(13)));
    let value = |card: &Option<domain::summary::SummaryCard>| card.as_ref().map(|card| card.value);
    assert_eq!((value(&with.best_win_rate), value(&without.best_win_rate)), (Some(Percent(75.0)), Some(Percent(66.7))));
    assert_eq!((value(&with.most_games_played), value(&without.most_games_played)), (Some(Whole(4)), Some(Whole(3))));
    let streak = |cards: &TournamentSummary| cards.longest_win_streak.as_ref().map(|card| card.card.value);
    assert_eq!((streak(&with), streak(&without)), (Some(Whole(2)), Some(Whole(1))));
    assert_eq!(value(&without.highest_peak_rating), Some(Whole(1700)));
    // Bob and Ann both went from 1510 on the 2nd to 1520 on the 5th. Without the last game they still did.
    let last = cards(&season().excluding(14));
    assert_eq!((value(&with.biggest_climber), value(&last.biggest_climber)), (Some(Whole(10)), Some(Whole(10))));
    assert_eq!(with.last_polled_at, Some(at("2026-06-05T10:00:00Z")));
    assert_eq!(last.last_polled_at, Some(at("2026-06-04T10:00:00Z")));
}

#[test]
fn civilizations_are_picked_once_less() {
    let picks = |fixture: &Fixture| {
        let stats = civ_stats(&fixture.tournament_facts(at(DURING)), &HashMap::new());
        let of = |civ: &CivStat| (civ.civilization_id.0, civ.picks, civ.wins);
        (stats.overall.iter().map(of).collect::<Vec<_>>(), stats.last_polled_at)
    };
    // Both players of each duel play civilization 5.
    assert_eq!(picks(&season()), (vec![(5, 8, 4)], Some(at("2026-06-05T10:30:00Z"))));
    assert_eq!(picks(&season().excluding(14)), (vec![(5, 6, 3)], Some(at("2026-06-04T10:30:00Z"))));
}

#[test]
fn entrants_did_not_meet_in_it() {
    let met = |fixture: &Fixture| -> Vec<i64> {
        fixture.head_to_head(at(DURING)).iter().map(|meeting| meeting.match_id.0).collect()
    };
    assert_eq!(met(&season()), [14, 13, 12, 11]);
    assert_eq!(met(&season().excluding(13)), [14, 12, 11]);
    assert_eq!(met(&season().excluding(99)), [14, 13, 12, 11], "a match of nobody");
}

#[test]
fn without_any_game_that_counts_there_is_a_record_of_none() {
    let none = [11, 12, 13, 14].into_iter().fold(season(), Fixture::excluding);
    let record = record(&none, 1);
    assert_eq!((record.games_played, record.streak, record.win_pct, record.last_match_at), (0, 0, None, None));
    assert_eq!(record.peak_rating, Some(1590));
    let cards = cards(&none);
    assert_eq!((cards.best_win_rate, cards.longest_win_streak, cards.most_games_played), (None, None, None));
    assert_eq!(cards.last_polled_at, None);
    assert_eq!(none.head_to_head(at(DURING)), []);
}

#[test]
fn accounts_without_an_excluded_match_share_their_games() {
    let fixture = season().rated(3, "Cid", 1500, 1500).plays(3, game(21, "2026-06-02T10:00:00Z", AFTER, Loss, (1, 2)));
    let facts = fixture.tournament_facts(at(DURING));
    let excluding = fixture.excluding(13).tournament_facts(at(DURING));
    assert_eq!((facts.participations.count(), facts.held_participations()), (9, 9));
    // Ann and Bob have three games left of four, which are held besides the four.
    assert_eq!((excluding.participations.count(), excluding.held_participations()), (9, 15));
    let none = excluding.participations.without(&HashSet::from([MatchId(99)]));
    assert_eq!(none.count_besides(&excluding.participations), 0);
}
