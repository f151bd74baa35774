//! Properties of the history.

use chrono::TimeDelta;
use domain::{history::history_within, id::EntryId, movement::movement, tournament::RankBy};
use proptest::prelude::*;

use super::{coherent, configured, fixtures, model::Model};

proptest! {
    #![proptest_config(configured(384))]

    #[test]
    fn a_real_history_is_as_the_rules_say(case in coherent::cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.history(case.now), model.history());
    }

    #[test]
    fn in_an_open_window_the_last_bucket_is_the_live_table(case in coherent::cases()) {
        let history = case.fixture.history(case.now);
        if history.buckets.is_empty() {
            return Ok(());
        }
        let last = |player: &domain::history::PlayerStandingHistory| *player.points.last().expect("a bucket");
        let mut players: Vec<_> = history.players.iter().collect();
        players.sort_by_key(|player| last(player).position);
        let by_peak = case.fixture.tournament.rank_by == RankBy::PeakRating;
        let told: Vec<(EntryId, Option<i64>)> = players
            .iter()
            .map(|player| (player.tournament_player_id, last(player)))
            .map(|(id, point)| (id, if by_peak { point.peak_rating } else { point.current_rating }))
            .collect();
        let live: Vec<(EntryId, Option<i64>)> = case
            .fixture
            .standings(case.now)
            .iter()
            .map(|row| (row.tournament_player_id, if by_peak { row.max_rating } else { row.current_rating }))
            .collect();
        prop_assert_eq!(told, live);
    }

    #[test]
    fn an_entry_rose_from_its_place_in_the_history_to_the_one_in_the_standings(case in coherent::cases(), day in 0..3_i64) {
        let history = case.fixture.history(case.now);
        let since = (case.now - TimeDelta::days(day)).midnight();
        let rose = case.fixture.with_history_facts(case.now, |facts| movement(facts, since));
        let Some(bucket) = history.buckets.partition_point(|bucket| *bucket <= since).checked_sub(1) else {
            return Ok(());
        };
        for (place, row) in (1..).zip(case.fixture.standings(case.now)) {
            let id = row.tournament_player_id;
            let player = history.players.iter().find(|player| player.tournament_player_id == id).expect("its series");
            prop_assert_eq!(rose.get(&id), Some(&(player.points[bucket].position - place)), "{} {}", id, since);
        }
    }

    #[test]
    fn in_an_open_window_the_last_bucket_has_the_teams_sums(case in coherent::cases()) {
        let history = case.fixture.history(case.now);
        let rows = case.fixture.team_standings(case.now);
        for team in history.teams.iter().filter(|_| !history.buckets.is_empty()) {
            let last = team.points.last().expect("a bucket");
            let row = rows.iter().find(|row| row.team_id == team.team_id).expect("the team's row");
            prop_assert_eq!(last.combined_peak_elo.or(last.combined_current_elo), Some(row.combined_rating_sum));
        }
    }

    #[test]
    fn no_peak_ever_shrinks(mut case in fixtures::cases()) {
        case.fixture.tournament.rank_by = RankBy::PeakRating;
        for player in case.fixture.history(case.now).players {
            prop_assert!(player.points.is_sorted_by_key(|point| point.peak_rating), "{:?}", player);
            prop_assert!(player.points.iter().all(|point| point.current_rating.is_none()));
        }
    }

    #[test]
    fn a_thinned_history_tells_the_positions_of_the_whole_one_at_fewer_instants(
        case in coherent::cases(),
        most in 1..200_usize,
    ) {
        let whole = case.fixture.history(case.now);
        let thinned = case.fixture.with_history_facts(case.now, |facts| history_within(facts, most));
        prop_assert!(thinned.buckets.len() <= whole.buckets.len());
        let series = (thinned.players.len() + case.fixture.teams.len()).max(1);
        let is_short = thinned.buckets.len() <= most / series + 3;
        prop_assert!(is_short || thinned == whole, "{} buckets for {} points", thinned.buckets.len(), most);
        prop_assert_eq!(thinned.buckets.last(), whole.buckets.last());
        for (index, at) in thinned.buckets.iter().enumerate() {
            let then = whole.buckets.partition_point(|bucket| bucket <= at) - 1;
            for (less, more) in thinned.players.iter().zip(&whole.players) {
                prop_assert_eq!(less.points[index].position, more.points[then].position);
            }
            for (less, more) in thinned.teams.iter().zip(&whole.teams) {
                prop_assert_eq!(less.points[index].position, more.points[then].position);
            }
        }
    }

    #[test]
    fn every_bucket_gives_every_place_once(case in fixtures::cases()) {
        let history = case.fixture.history(case.now);
        prop_assert!(history.buckets.is_sorted_by(|a, b| a < b));
        for bucket in 0..history.buckets.len() {
            let mut places: Vec<_> = history.players.iter().map(|player| player.points[bucket].position).collect();
            places.sort_unstable();
            prop_assert!(places.into_iter().zip(1..).all(|(a, b)| a == b));
            let mut places: Vec<_> = history.teams.iter().map(|team| team.points[bucket].position).collect();
            places.sort_unstable();
            prop_assert!(places.into_iter().zip(1..).all(|(a, b)| a == b));
        }
    }
}
