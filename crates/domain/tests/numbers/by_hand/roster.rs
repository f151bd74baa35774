//! Tests of an entry that gets linked during the cup: unlinked, linked, polled.

use domain::{
    civ_stats::civ_stats,
    matches::Outcome::{Loss, Win},
    progression::progression,
    summary::{Figure, summary},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{DURING, MODES, buckets, cup, entries, row, values, with};
use crate::fixture::{Fixture, at, game};

/// Ann is on the roster from the beginning. Bea's account, which is linked later, won on the 2nd and on the 4th, from
/// 1490 over 1505 to 1515, and lost on the day before the window.
fn joined(mode: RankBy, join: impl Fn(Fixture) -> Fixture) -> Fixture {
    join(cup(mode).rated(1, "Ann", 1510, 1500))
        .team(1, &[1, 2])
        .plays(2, game(11, "2026-05-31T10:00:00Z", "2026-05-31T10:30:00Z", Loss, (1500, 1490)))
        .plays(2, with(5, game(12, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1490, 1505))))
        .plays(2, with(5, game(13, "2026-06-04T10:00:00Z", "2026-06-04T10:30:00Z", Win, (1505, 1515))))
}

fn unlinked(mode: RankBy) -> Fixture {
    joined(mode, |fixture| fixture.unlinked(2, "Bea"))
}

fn linked(mode: RankBy) -> Fixture {
    joined(mode, |fixture| fixture.linked(2, "Bea"))
}

fn polled(mode: RankBy) -> Fixture {
    joined(mode, |fixture| fixture.rated(2, "Bea", 1530, 1515))
}

/// The entries in the history.
fn historic(fixture: &Fixture) -> Vec<i64> {
    fixture.history(at(DURING)).players.iter().map(|player| player.tournament_player_id.0).collect()
}

#[test]
fn an_unlinked_entry_is_listed_with_nothing() {
    for mode in MODES {
        let fixture = unlinked(mode);
        assert_eq!(entries(&fixture.standings(at(DURING))), [1, 2]);
        let bea = row(&fixture, DURING, 2);
        assert_eq!((bea.profile_id, bea.name.as_str(), bea.alias.as_str()), (None, "Bea", "Bea"));
        assert_eq!((bea.max_rating, bea.current_rating, bea.rank, bea.rank_total), (None, None, None, None));
        assert_eq!((bea.wins, bea.losses, bea.streak, bea.games, bea.win_pct), (0, 0, 0, 0, None));
        assert_eq!((bea.updated_at, bea.last_match_at, bea.country), (None, None, None));
        assert_eq!((bea.tournament_record.games_played, bea.recent_results.len()), (0, 0));
        assert_eq!(bea.team.unwrap().team_id.0, 1);
        // In the history it is last at the first midnight, and there is no time of newest data.
        assert_eq!(historic(&fixture), [1, 2]);
        let history = fixture.history(at(DURING));
        assert_eq!((values(&history, 2), history.players[1].points[0].position), (vec![None], 2));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z"]);
    }
}

#[test]
fn an_unlinked_entry_is_no_part_of_the_statistics() {
    let tournament_facts = unlinked(PeakRating).tournament_facts(at(DURING));
    assert_eq!(civ_stats(&tournament_facts, &Default::default()).overall, []);
    assert_eq!(progression(&tournament_facts), (None, vec![]));
    assert_eq!(summary(&tournament_facts, 1).most_games_played, None);
}

#[test]
fn a_linked_entry_is_held_back_until_it_is_polled() {
    for mode in MODES {
        let fixture = linked(mode);
        assert_eq!(entries(&fixture.standings(at(DURING))), [1]);
        assert_eq!(historic(&fixture), [1]);
    }
}

#[test]
fn a_linked_entry_is_a_member_of_its_team_before_it_is_polled() {
    for (mode, sum) in [(PeakRating, 1510), (CurrentRating, 1500)] {
        let team = &linked(mode).team_standings(at(DURING))[0];
        assert_eq!(team.member_count, 2);
        // The unrated entry counts in neither sum nor average; its record covers the games that are known.
        assert_eq!((team.combined_rating_sum, team.combined_rating_average), (sum, sum as f64));
        assert_eq!((team.combined_wins, team.combined_losses, team.win_pct), (2, 0, Some(100.0)));
        let bea = &team.members[1];
        assert_eq!((bea.tournament_player_id.0, bea.alias.as_deref()), (2, Some("Bea")));
        assert_eq!((bea.max_rating, bea.current_rating, bea.wins, bea.losses), (None, None, 2, 0));
    }
}

#[test]
fn the_statistics_are_of_linked_entries_and_the_progression_is_of_polled_ones() {
    let tournament_facts = linked(PeakRating).tournament_facts(at(DURING));
    let stats = civ_stats(&tournament_facts, &Default::default());
    assert_eq!((stats.overall[0].civilization_id.0, stats.overall[0].picks, stats.overall[0].wins), (5, 2, 2));
    let card = summary(&tournament_facts, 1).most_games_played.unwrap();
    assert_eq!((card.tournament_player_id.0, card.name.as_str(), card.value), (2, "Bea", Figure::Whole(2)));
    assert_eq!(progression(&tournament_facts), (None, vec![]));
    let (newest, series) = progression(&polled(PeakRating).tournament_facts(at(DURING)));
    assert_eq!((newest, series.len()), (Some(at("2026-06-04T10:30:00Z")), 1));
}

#[test]
fn once_polled_all_games_of_the_window_count() {
    for mode in MODES {
        let fixture = polled(mode);
        // By peak 1530 > 1510, by current 1515 > 1500: Bea leads.
        assert_eq!(entries(&fixture.standings(at(DURING))), [2, 1]);
        let record = row(&fixture, DURING, 2).tournament_record;
        assert_eq!((record.wins, record.losses, record.streak, record.peak_rating), (2, 0, 2, Some(1515)));
        let (sum, average) = if mode == PeakRating { (3040, 1520.0) } else { (3015, 1507.5) };
        let team = &fixture.team_standings(at(DURING))[0];
        assert_eq!((team.combined_rating_sum, team.combined_rating_average), (sum, average));
    }
}

#[test]
fn once_polled_the_history_reaches_back_to_before_the_link() {
    // By current rating Bea begins with 1490, below Ann's 1500, and overtakes with 1505 on the 2nd.
    let history = polled(CurrentRating).history(at(DURING));
    let expected = [
        ("2026-06-01T00:00:00Z", 1490),
        ("2026-06-02T00:00:00Z", 1490),
        ("2026-06-02T10:30:00Z", 1505),
        ("2026-06-03T00:00:00Z", 1505),
        ("2026-06-04T00:00:00Z", 1505),
        ("2026-06-04T10:30:00Z", 1515),
    ];
    assert!(buckets(&history).into_iter().eq(expected.map(|(bucket, _)| bucket)));
    assert!(values(&history, 2).into_iter().eq(expected.map(|(_, rating)| Some(rating))));
    // By peak, today's 1530 is above the rating after every game of hers, so she had it all along.
    assert!(values(&polled(PeakRating).history(at(DURING)), 2).into_iter().all(|peak| peak == Some(1530)));
}
