//! Events that tests cause happen at once and exactly.

use std::time::Duration;

use sim::{CivilizationId, Game, Ladder, MatchId, MatchType, Phase, ProfileId, WorldError};

use crate::{ANNA, BERT, CARL, DORA, EPOCH, four_players};

#[test]
fn a_ranked_game_ends_now_and_moves_both_rows() {
    let mut world = four_players();
    world.advance(Duration::from_secs(10));
    let now = world.now();
    let id = world.play_ranked(ANNA, BERT);
    assert_eq!(world.rating(ANNA, Ladder::SoloRm), Some(1516));
    assert_eq!(world.rating(BERT, Ladder::SoloRm), Some(1484));
    let game = world.finished(id).expect("in the history");
    assert_eq!((game.started, game.completed), (now - 1200, now));
    let winner = game.participant(ANNA).expect("played");
    assert!(winner.won);
    assert_eq!((winner.old_rating, winner.new_rating), (1500, 1516));
    let row = world.standing(BERT, Ladder::SoloRm).expect("a row");
    assert_eq!((row.last_match, row.streak, row.highest_rating), (Some(now), -1, 1500));
    assert_eq!(world.rank(ANNA, Ladder::SoloRm), Some(1));
    assert_eq!(world.rank(BERT, Ladder::SoloRm), Some(4));
}

#[test]
fn a_team_game_changes_all_ratings_by_the_same_amount() {
    let mut world = four_players();
    world.set_rating(ANNA, Ladder::TeamRm, 1900);
    world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA]));
    let ratings = [ANNA, BERT, CARL, DORA].map(|id| world.rating(id, Ladder::TeamRm));
    assert_eq!(ratings, [Some(1908), Some(1508), Some(1492), Some(1492)]);
}

#[test]
fn civilizations_and_length_can_be_chosen() {
    let mut world = four_players();
    let franks = CivilizationId(15);
    let game = Game::new(MatchType::SoloRm, &[ANNA], &[BERT]).lasting(Duration::from_mins(7));
    let id = world.play(&game.playing(ANNA, franks).playing(BERT, CivilizationId(60)));
    let game = world.finished(id).expect("in the history");
    assert_eq!(game.completed - game.started, 420);
    let part = game.participant(ANNA).expect("played");
    assert_eq!((part.civilization, part.reported), (franks, franks));
}

#[test]
fn an_unranked_row_is_ranked_by_its_next_game() {
    let mut world = four_players();
    world.add_profile(sim::Profile::new(ANNA, "Anna").unranked(Ladder::SoloRm, 1400));
    assert_eq!(world.rank(ANNA, Ladder::SoloRm), None);
    world.play_ranked(ANNA, BERT);
    assert_eq!(world.rank(ANNA, Ladder::SoloRm), Some(4));
}

#[test]
fn a_lobby_becomes_the_match_of_the_same_number() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA, BERT], MatchType::SoloRm);
    assert_eq!(world.lobby(id).map(|lobby| lobby.phase), Some(Phase::Staging));
    world.advance(Duration::from_hours(1));
    world.start_lobby(id).expect("listed");
    let started = world.now();
    world.advance(Duration::from_mins(30));
    assert_eq!(world.lobby(id).map(|lobby| lobby.phase), Some(Phase::InProgress));
    world.finish(id, 1).expect("in progress");
    assert!(world.lobby(id).is_none());
    let game = world.finished(id).expect("in the history");
    assert_eq!((game.started, game.completed), (started, started + 1800));
    assert!(game.participant(BERT).expect("played").won);
}

#[test]
fn a_cancelled_lobby_leaves_nothing() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA, BERT], MatchType::Custom);
    world.close_lobby(id).expect("listed");
    assert!(world.lobby(id).is_none() && world.finished(id).is_none());
    assert_eq!(world.close_lobby(id), Err(WorldError::UnknownLobby(id)));
}

#[test]
fn a_finished_lobby_can_stay_listed_but_not_finish_twice() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA, BERT], MatchType::SoloRm);
    world.finish_but_list(id, 0).expect("listed");
    assert!(world.lobby(id).is_some() && world.finished(id).is_some());
    assert_eq!(world.finish(id, 0), Err(WorldError::Over(id)));
    world.close_lobby(id).expect("still listed");
    assert!(world.finished(id).is_some());
}

#[test]
fn only_a_side_that_plays_can_win() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA], MatchType::SoloRm);
    let refused = WorldError::NoSuchSide { lobby: id, side: 1 };
    assert_eq!(world.finish(id, 1), Err(refused));
    assert!(world.lobby(id).is_some());
}

#[test]
fn custom_games_move_a_hidden_scale() {
    let mut world = four_players();
    let id = world.play(&Game::new(MatchType::Custom, &[ANNA], &[BERT]));
    assert_eq!(world.rating(ANNA, Ladder::SoloRm), Some(1500));
    let part = world.finished(id).and_then(|game| game.participant(ANNA)).expect("played");
    assert_eq!((part.old_rating, part.new_rating), (1600, 1616));
}

#[test]
fn a_late_correction_changes_the_match_and_not_the_row() {
    let mut world = four_players();
    let id = world.play_ranked(ANNA, BERT);
    let rating = world.rating(ANNA, Ladder::SoloRm);
    world
        .correct_match(id, |game| {
            game.reverse_outcome();
            game.participant_mut(ANNA).expect("played").new_rating = 1490;
        })
        .expect("in the history");
    let part = world.finished(id).and_then(|game| game.participant(ANNA)).expect("played");
    assert_eq!((part.won, part.new_rating), (false, 1490));
    assert_eq!(world.rating(ANNA, Ladder::SoloRm), rating);
    let nothing = world.correct_match(MatchId(1), |_| {});
    assert_eq!(nothing, Err(WorldError::UnknownMatch(MatchId(1))));
}

#[test]
fn ratings_peaks_and_aliases_can_be_set() {
    let mut world = four_players();
    world.set_rating(ANNA, Ladder::SoloRm, 1700);
    assert_eq!(world.standing(ANNA, Ladder::SoloRm).expect("a row").highest_rating, 1700);
    world.rebase(ANNA, Ladder::SoloRm, 1650);
    let row = world.standing(ANNA, Ladder::SoloRm).expect("a row");
    assert_eq!((row.rating, row.highest_rating), (1700, 1650));
    world.set_alias(ANNA, "Änne");
    assert_eq!(world.profile(ANNA).expect("known").alias, "Änne");
}

#[test]
fn players_never_met_are_invented() {
    let mut world = four_players();
    let stranger = ProfileId(999);
    world.play_ranked(stranger, ANNA);
    assert_eq!(world.profile(stranger).map(|one| one.alias.is_empty()), Some(false));
    assert_eq!(world.now(), EPOCH);
}
