//! Which kinds of match a series admits.

use domain::{
    id::MatchTypeId,
    series::{Admits, PlayedGame, SeriesFacts, attribute},
};

use crate::fixture::{duel, entry, game, matches, scheduled, series, state};

fn takes(admits: Admits, matchtype: i64) -> bool {
    let facts = SeriesFacts { admits, ..duel() };
    let played = PlayedGame { matchtype_id: MatchTypeId(matchtype), ..game(10, 5, 1, 2) };
    !state(&facts, &[played]).games.is_empty()
}

#[test]
fn a_kind_is_lobby_ranked_or_any() {
    let kinds = [Admits::Lobby, Admits::Ranked, Admits::Any];
    assert_eq!(kinds.map(|admits| takes(admits, 0)), [true, false, true]);
    assert_eq!(kinds.map(|admits| takes(admits, 6)), [false, true, true]);
    assert_eq!(Admits::default(), Admits::Lobby);
}

/// Three open series of the same sides that admit different kinds: the earliest that admits the match takes it.
#[test]
fn series_that_do_not_admit_the_kind_let_it_pass() {
    let ranked = SeriesFacts { admits: Admits::Ranked, ..scheduled(series(1, entry(1), entry(2)), 10) };
    let lobby = scheduled(series(2, entry(2), entry(1)), 20);
    let any = SeriesFacts { admits: Admits::Any, ..scheduled(series(3, entry(1), entry(2)), 15) };
    let ladder = PlayedGame { matchtype_id: MatchTypeId(6), ..game(10, 30, 1, 2) };
    let custom = game(11, 60, 1, 2);
    assert_eq!(matches(&attribute(&[ranked, lobby, any], &[ladder, custom])), [vec![10], vec![], vec![11]]);
}
