//! The rounds of round robins, compared with the published Berger tables.

mod published;

use std::collections::BTreeMap;

use domain::stages::{
    berger::berger_rounds,
    round_robin::{Fixture, Legs, round_robin},
    side::{Group, Round, Side},
};

use self::published::PUBLISHED;
use crate::fixture::side;

#[test]
fn tables_of_up_to_sixteen_are_the_published_ones() {
    for (sides, text) in PUBLISHED {
        let published: Vec<Vec<[usize; 2]>> = text.lines().map(pairs).collect();
        for count in [sides - 1, sides] {
            let rounds = berger_rounds(count);
            assert_eq!(rounds.len(), published.len(), "{count} sides");
            for (round, published) in rounds.iter().zip(&published) {
                // With an odd number, who would meet the last sits out.
                let is_idle = |pair: &&[usize; 2]| pair.contains(&(count + 1));
                let idle = published.iter().find(is_idle).map(|pair| *pair.iter().min().unwrap());
                let meet: Vec<_> = published.iter().filter(|pair| !is_idle(pair)).copied().collect();
                let numbered: Vec<_> = round.pairs.iter().map(|pair| pair.map(|place| place + 1)).collect();
                assert_eq!(numbered, meet, "{count} sides");
                assert_eq!(round.idle.map(|place| place + 1), idle, "{count} sides");
            }
        }
    }
}

fn pairs(line: &str) -> Vec<[usize; 2]> {
    let pair = |text: &str| {
        let (first, second) = text.split_once('-').unwrap();
        [first.trim().parse().unwrap(), second.trim().parse().unwrap()]
    };
    line.split(',').map(pair).collect()
}

#[test]
fn none_and_one_have_no_rounds_and_two_have_one() {
    assert!(berger_rounds(0).is_empty());
    assert!(berger_rounds(1).is_empty());
    let rounds = berger_rounds(2);
    assert_eq!(rounds.iter().map(|round| round.pairs.clone()).collect::<Vec<_>>(), [[[0, 1]]]);
}

#[test]
fn each_two_meet_once_and_an_odd_number_has_each_idle_once() {
    for sides in 2..=64 {
        let rounds = berger_rounds(sides);
        let mut met = vec![vec![0; sides]; sides];
        let mut idle = vec![0; sides];
        for round in &rounds {
            let mut busy = vec![0; sides];
            for [first, second] in &round.pairs {
                met[*first.min(second)][*first.max(second)] += 1;
                busy[*first] += 1;
                busy[*second] += 1;
            }
            if let Some(side) = round.idle {
                idle[side] += 1;
                busy[side] += 1;
            }
            assert!(busy.iter().all(|times| *times == 1), "{sides} sides: each is in each round once");
        }
        for (first, met) in met.iter().enumerate() {
            assert!(met[first + 1..].iter().all(|times| *times == 1), "{sides} sides: each two meet once");
        }
        assert!(idle.iter().all(|times| *times == sides % 2), "{sides} sides");
        assert_eq!(rounds.len(), sides - 1 + sides % 2);
    }
}

fn group(sides: i64) -> Vec<Side> {
    (1..=sides).map(side).collect()
}

/// For each side, in which rounds it is first (true) or second, in the order of rounds.
fn seats(fixtures: &[Fixture]) -> BTreeMap<Side, BTreeMap<u16, bool>> {
    let mut seats: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for fixture in fixtures {
        for (side, is_first) in fixture.sides.into_iter().zip([true, false]) {
            let before = seats.entry(side).or_default().insert(fixture.round.0, is_first);
            assert_eq!(before, None, "one series a round");
        }
    }
    seats
}

#[test]
fn the_second_leg_exchanges_sides() {
    for sides in 2..=16 {
        let fixtures = round_robin(&[group(sides)], Legs::Two);
        let met: BTreeMap<_, _> = fixtures.iter().map(|fixture| (fixture.sides, fixture.round)).collect();
        assert_eq!(met.len(), fixtures.len());
        assert_eq!(i64::try_from(fixtures.len()).unwrap(), sides * (sides - 1));
        for ([first, second], _) in met {
            assert!(fixtures.iter().any(|fixture| fixture.sides == [second, first]));
        }
    }
}

#[test]
fn nobody_has_the_same_seat_in_three_rounds_in_a_row() {
    for legs in [Legs::One, Legs::Two] {
        for sides in 2..=24 {
            for (side, seats) in seats(&round_robin(&[group(sides)], legs)) {
                for (round, seat) in &seats {
                    let next = [round + 1, round + 2].map(|round| seats.get(&round));
                    assert!(next != [Some(seat); 2], "{side:?} of {sides} from round {round}");
                }
            }
        }
    }
}

#[test]
fn groups_of_unequal_size_play_their_own_rounds() {
    // Sides 1, 2, 3 need three rounds; sides 4 and 5 one.
    let fixtures = round_robin(&[group(3), vec![side(4), side(5)]], Legs::One);
    let expected = [(1, 1, [2, 3]), (1, 2, [4, 5]), (2, 1, [1, 2]), (3, 1, [3, 1])];
    let expected = expected.map(|(round, group, sides)| Fixture {
        round: Round(round),
        group: Group(group),
        sides: sides.map(side),
    });
    assert_eq!(fixtures, expected);
}
