//! Pairings of 11 to 256 sides, checked by matchings of another kind.

use petgraph::{algo::maximum_matching, graph::UnGraph};

use super::{criteria::Field, events::Event};

/// Whether all can be paired without rematches, and the bye go to one of those who may have it.
fn is_possible(field: &Field, may_have_bye: impl Fn(usize) -> bool) -> bool {
    let count = field.sides.len();
    let mut graph = UnGraph::<(), ()>::new_undirected();
    let nodes: Vec<_> = (0..count + count % 2).map(|_| graph.add_node(())).collect();
    for a in 0..count {
        for b in a + 1..count {
            if field.meetings[a][b] == 0 {
                graph.add_edge(nodes[a], nodes[b], ());
            }
        }
        if count % 2 == 1 && may_have_bye(a) {
            graph.add_edge(nodes[a], nodes[count], ());
        }
    }
    maximum_matching(&graph).is_perfect()
}

/// Plays and checks so many rounds; in how many somebody met again.
fn check(sides: i64, rounds: u16, seed: u64) -> usize {
    let mut event = Event::new(sides, seed);
    let mut rounds_with_rematches = 0;
    for round in 1..=rounds {
        let proposed = event.proposed();
        let rows = event.stage.table();
        let field = Field::of(&rows, &event.stage.results, event.half_pairing);
        let [rematches, _, repeated_byes, ..] = field.of_round(&proposed);
        let without_rematch = is_possible(&field, |_| true);
        assert_eq!(rematches == 0, without_rematch, "{sides} sides, round {round}");
        rounds_with_rematches += usize::from(rematches > 0);
        if without_rematch && is_possible(&field, |side| field.byes[side] == 0) {
            assert_eq!(repeated_byes, 0, "{sides} sides, round {round}");
        }
        assert_eq!(event.proposed_from_shuffled_facts(), proposed, "{sides} sides, round {round}");
        event.play(round, &proposed);
        event.come_and_go(256);
    }
    rounds_with_rematches
}

#[test]
fn nobody_meets_twice_or_has_two_byes_while_that_can_be_avoided() {
    for sides in 11..=40 {
        check(sides, 7, sides.unsigned_abs());
    }
    for (sides, rounds) in [(64, 9), (99, 9), (128, 9), (255, 9), (256, 9)] {
        check(sides, rounds, sides.unsigned_abs());
    }
}

#[test]
fn small_fields_run_out_of_new_opponents() {
    // Eleven sides have eleven rounds without rematches at most; up to thirteen are played.
    let rounds_with_rematches = (11..=13).map(|sides| check(sides, 13, 1_000 + sides.unsigned_abs()));
    assert!(rounds_with_rematches.sum::<usize>() > 0, "nobody ran out of new opponents");
}
