//! What the history says first and what it says later, and what it says about times when they are not the real ones.

use std::collections::BTreeMap;

use sim::{Config, Fixture, FixtureId, FixtureTimes, Format, Incident, MatchId, Role, Side, World};

use super::shown::shown;
use super::{SECOND, START, advance_until, best_of_three, play, scheduled};
use crate::{ANNA, BERT, CARL, DORA, EPOCH};

/// Plays until the first game is in the history.
fn first_shown(world: &mut World, id: FixtureId) -> MatchId {
    let series = advance_until(world, id, SECOND, |world, series| {
        series.games.first().is_some_and(|game| shown(world, game.match_id).is_some())
    });
    assert_eq!((series.games[0].winner, series.score), (None, [0, 0]));
    series.games[0].match_id
}

/// Plays until the history is right about the first game, and returns its winner.
fn corrected(world: &mut World, id: FixtureId) -> Side {
    let series = advance_until(world, id, SECOND, |_, series| series.games[0].winner.is_some());
    series.games[0].winner.expect("known")
}

#[test]
fn a_late_outcome_is_missing_at_first() {
    let (mut world, id) = scheduled(best_of_three().with(Incident::LateOutcome { of: 1 }));
    let game = first_shown(&mut world, id);
    let first = shown(&world, game).expect("finished");
    assert!(!first.has_outcome() && first.length() >= 720);
    let winner = corrected(&mut world, id);
    assert!((299..=901).contains(&(world.now() - first.completed)));
    let later = shown(&world, game).expect("finished");
    assert_eq!((later.winner(), later.started, later.completed), (Some(winner.team()), first.started, first.completed));
}

#[test]
fn a_corrected_outcome_is_wrong_at_first() {
    let (mut world, id) = scheduled(best_of_three().with(Incident::CorrectedOutcome { of: 1 }));
    let game = first_shown(&mut world, id);
    let wrong = shown(&world, game).and_then(|row| row.winner()).expect("an outcome");
    let winner = corrected(&mut world, id);
    assert_eq!((wrong, shown(&world, game).and_then(|row| row.winner())), (1 - winner.team(), Some(winner.team())));
}

#[test]
fn a_late_outcome_can_be_wrong() {
    let late = best_of_three().with(Incident::LateOutcome { of: 1 });
    let (mut world, id) = scheduled(late.with(Incident::CorrectedOutcome { of: 1 }));
    let game = first_shown(&mut world, id);
    let mut winners = Vec::new();
    while world.series(id).is_some_and(|series| series.games[0].winner.is_none()) {
        world.advance(SECOND);
        winners.push(shown(&world, game).and_then(|row| row.winner()));
    }
    winners.dedup();
    let winner = corrected(&mut world, id).team();
    assert_eq!(winners, [None, Some(1 - winner), Some(winner)]);
}

#[test]
fn a_series_is_over_when_its_last_outcome_is_known() {
    let fixture = Fixture::new(&[ANNA], &[BERT], Format::BestOf(1), START).with(Incident::LateOutcome { of: 1 });
    let (mut world, id) = scheduled(fixture);
    first_shown(&mut world, id);
    world.advance(SECOND);
    let series = world.series(id).expect("scheduled");
    assert_eq!((series.is_over, series.winner), (false, None));
    let winner = corrected(&mut world, id);
    let series = world.series(id).expect("scheduled");
    assert_eq!((series.is_over, series.winner, series.games.len()), (true, Some(winner), 1));
}

/// Two series of two pairs, then two of the same players in other pairs, at the demo's times.
fn quick() -> (World, Vec<FixtureId>) {
    let mut world = World::new(Config::new(3, EPOCH).timed(FixtureTimes::DEMO));
    let mut ids = Vec::new();
    for (round, pairs) in [[[ANNA, BERT], [CARL, DORA]], [[ANNA, CARL], [BERT, DORA]]].into_iter().enumerate() {
        for [first, second] in pairs {
            let start = START + 300 * round as i64;
            let fixture = Fixture::new(&[first], &[second], Format::BestOf(5), start)
                .with(Incident::Restart { before: 1 })
                .with(Incident::Rehost { before: 2 })
                .with(Incident::Restart { before: 3 })
                .with(Incident::ShowMatch);
            ids.push(world.schedule(fixture).expect("it can be played"));
        }
    }
    (world, ids)
}

#[test]
fn quick_games_are_reported_as_long_as_real_ones() {
    let (mut world, ids) = quick();
    let mut starts: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (id, scheduled) in ids.into_iter().zip([START, START, START + 300, START + 300]) {
        let series = play(&mut world, id);
        for game in &series.games {
            let row = shown(&world, game.match_id).expect("finished");
            match game.role {
                Role::Restarted => assert!((60..=280).contains(&row.length()), "{row:?}"),
                _ => assert!((720..=1501).contains(&row.length()), "{row:?}"),
            }
            assert!(row.started >= scheduled - 1_500, "{row:?}");
            for player in row.sides().concat() {
                starts.entry(player).or_default().push(row.started);
            }
        }
    }
    assert!(
        starts.values().all(|starts| starts.len() > 10 && starts.is_sorted_by(|one, next| one < next)),
        "{starts:?}"
    );
}

#[test]
fn quick_games_take_less_than_a_minute() {
    let (mut world, ids) = quick();
    advance_until(&mut world, ids[0], SECOND, |_, series| !series.games.is_empty());
    let began = world.now();
    let mut lengths: BTreeMap<MatchId, i64> = BTreeMap::new();
    while !world.series(ids[0]).is_some_and(|series| series.is_over) {
        world.advance(SECOND);
        let last = world.series(ids[0]).and_then(|series| series.games.last().copied());
        if let Some(game) = last.filter(|game| shown(&world, game.match_id).is_none() && game.counts()) {
            *lengths.entry(game.match_id).or_default() += 1;
        }
    }
    assert!(lengths.len() >= 3 && lengths.values().all(|seconds| (30..=50).contains(seconds)), "{lengths:?}");
    let games = world.series(ids[0]).map_or(0, |series| series.games.len() as i64);
    assert!(world.now() - began < 75 * games, "{games} games in {} seconds", world.now() - began);
}
