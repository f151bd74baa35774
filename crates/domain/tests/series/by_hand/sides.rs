//! The two groups of a match must be exactly the two sides.

use domain::{
    matches::Outcome::{Loss, Win},
    series::{PlayedGame, SeriesFacts, SideAccounts},
};

use crate::fixture::{duel, entry, game, game_of, games, player, series, state, team};

/// Series 1 of two teams of three.
fn teams() -> SeriesFacts {
    series(1, team(&[11, 12, 13]), team(&[21, 22, 23]))
}

fn takes(facts: &SeriesFacts, played: PlayedGame) -> bool {
    !state(facts, &[played]).games.is_empty()
}

#[test]
fn two_entries_play_with_their_accounts() {
    let state = state(&duel(), &[game(10, 5, 1, 2), game(11, 30, 2, 1), game(12, 60, 2, 1)]);
    assert_eq!(games(&state), [(10, "counts"), (11, "counts"), (12, "counts")]);
    assert_eq!(state.score, [1, 2]);
}

#[test]
fn the_sides_of_the_match_may_have_any_number() {
    let mut played = game(10, 5, 1, 2);
    played.players = vec![player(2, Some(7), Some(Loss)), player(1, Some(3), Some(Win))];
    assert_eq!(state(&duel(), &[played]).score, [1, 0]);
}

#[test]
fn another_opponent_is_not_the_side() {
    assert!(!takes(&duel(), game(10, 5, 1, 3)));
    assert!(!takes(&duel(), game(10, 5, 3, 4)));
}

#[test]
fn a_third_account_in_the_lobby_is_a_third_group() {
    let mut played = game(10, 5, 1, 2);
    played.players.push(player(3, Some(3), Some(Loss)));
    assert!(!takes(&duel(), played.clone()));
    played.players[2].side = None;
    assert!(!takes(&duel(), played.clone()));
    played.players[2].side = Some(domain::id::SideId(2));
    assert!(!takes(&duel(), played));
}

#[test]
fn accounts_that_played_together_did_not_play_against_each_other() {
    assert!(!takes(&duel(), game_of(10, 5, &[1, 2], &[3, 4])));
    assert!(!takes(&duel(), game_of(10, 5, &[1, 2], &[])));
}

#[test]
fn an_account_with_an_unknown_side_was_alone_on_it() {
    let mut played = game(10, 5, 1, 2);
    played.players[1].side = None;
    assert!(takes(&duel(), played.clone()));
    played.players[0].side = None;
    assert!(takes(&duel(), played));
    let mut played = game_of(10, 5, &[11, 12], &[21, 22]);
    played.players[3].side = None;
    assert!(!takes(&teams(), played.clone()));
    for player in &mut played.players {
        player.side = None;
    }
    assert!(!takes(&teams(), played));
}

#[test]
fn any_accounts_of_a_team_play_for_it() {
    let played = [
        game_of(10, 5, &[11, 12], &[21, 22]),
        game_of(11, 30, &[22, 23], &[11, 13]),
        game_of(12, 60, &[13, 12, 11], &[21, 22, 23]),
    ];
    assert_eq!(state(&teams(), &played).score, [2, 1]);
    assert!(takes(&teams(), game(10, 5, 21, 12)));
}

#[test]
fn a_team_plays_with_its_own_accounts_only() {
    assert!(!takes(&teams(), game_of(10, 5, &[11, 99], &[21, 22])));
    assert!(!takes(&teams(), game_of(10, 5, &[11, 12], &[99, 22])));
    assert!(!takes(&teams(), game_of(10, 5, &[11, 21], &[12, 22])));
}

#[test]
fn both_sides_have_equally_many_players() {
    assert!(!takes(&teams(), game_of(10, 5, &[11, 12], &[21])));
    assert!(!takes(&teams(), game_of(10, 5, &[11], &[21, 22])));
}

#[test]
fn an_entry_without_an_account_plays_nothing() {
    let facts = series(1, SideAccounts::Entry(None), entry(2));
    assert!(!takes(&facts, game(10, 5, 1, 2)));
    let nobody = series(1, SideAccounts::Entry(None), SideAccounts::Entry(None));
    assert!(!takes(&nobody, PlayedGame { players: Vec::new(), ..game(10, 5, 1, 2) }));
    assert!(!takes(&series(1, team(&[]), entry(2)), game(10, 5, 1, 2)));
}

#[test]
fn games_from_before_the_link_count_once_it_is_made() {
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2)];
    let before = series(1, SideAccounts::Entry(None), entry(2));
    assert_eq!(state(&before, &played).score, [0, 0]);
    assert_eq!(state(&duel(), &played).score, [2, 0]);
}

#[test]
fn an_entry_may_meet_a_team() {
    let mixed = series(1, entry(1), team(&[21, 22]));
    assert!(takes(&mixed, game(10, 5, 22, 1)));
    assert!(!takes(&mixed, game_of(10, 5, &[1, 2], &[21, 22])));
}
