//! Pairings of up to ten sides, compared with every other pairing.

use super::{
    criteria::{Badness, Field, add},
    events::Event,
};

/// How many events are played. Each is paired after no round, and after each of five.
const EVENTS: u64 = 2_000;

/// The least bad of all pairings of these sides, with a bye for one of an odd number.
fn best(field: &Field, left: &[usize], has_bye: bool, so_far: Badness, best_so_far: &mut Option<Badness>) {
    // Nothing is better than not bad: what is as bad already cannot become better.
    if best_so_far.is_some_and(|best| so_far >= best) {
        return;
    }
    let [first, others @ ..] = left else {
        *best_so_far = Some(so_far);
        return;
    };
    for (place, other) in others.iter().enumerate() {
        let rest = [&others[..place], &others[place + 1..]].concat();
        best(field, &rest, has_bye, add(so_far, field.of_pair(*first, *other)), best_so_far);
    }
    if has_bye {
        best(field, others, false, add(so_far, field.of_bye(*first)), best_so_far);
    }
}

#[test]
fn no_pairing_is_better() {
    let mut compared = 0;
    for seed in 0..EVENTS {
        let sides = i64::try_from(2 + seed % 9).unwrap();
        let mut event = Event::new(sides, seed);
        for round in 1..=6 {
            let proposed = event.proposed();
            let rows = event.stage.table();
            let field = Field::of(&rows, &event.stage.results, event.half_pairing);
            let all: Vec<_> = (0..field.sides.len()).collect();
            let mut least = None;
            best(&field, &all, all.len() % 2 == 1, [0; 8], &mut least);
            assert_eq!(Some(field.of_round(&proposed)), least, "seed {seed}, round {round}: {proposed:?}");
            assert_eq!(event.proposed_from_shuffled_facts(), proposed, "seed {seed}, round {round}");
            compared += 1;
            event.play(round, &proposed);
            event.come_and_go(10);
        }
    }
    assert_eq!(compared, 12_000);
}
