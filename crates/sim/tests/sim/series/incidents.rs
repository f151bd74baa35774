//! Every incident is on the wire what it says.

use std::collections::BTreeSet;
use std::time::Duration;

use sim::{Config, Fixture, Format, Incident, MatchType, Role, SeriesGame, Side, World};

use super::shown::{Shown, lobbies_with, shown};
use super::{SECOND, START, advance_until, best_of_three, play, roles, scheduled};
use crate::{ANNA, BERT, CARL, EPOCH};

const SIDES: [[i64; 1]; 2] = [[ANNA.0], [BERT.0]];

/// Plays a best of three with an incident, and returns its first game as the history shows it.
fn first_game(incident: Incident) -> (SeriesGame, Shown) {
    let (mut world, id) = scheduled(best_of_three().with(incident));
    let series = play(&mut world, id);
    let counting = series.games.iter().filter(|game| game.counts()).count();
    assert_eq!((series.games.len(), series.games[0].counts()), (counting + 1, false));
    assert_eq!(usize::from(series.score[0] + series.score[1]), counting);
    assert!(series.winner.is_some());
    let second = shown(&world, series.games[1].match_id).expect("finished");
    let first = shown(&world, series.games[0].match_id).expect("finished");
    assert!(series.games[0].match_id < series.games[1].match_id && first.started < second.started);
    (series.games[0], first)
}

#[test]
fn a_restart_ends_after_less_than_five_minutes() {
    let (game, row) = first_game(Incident::Restart { before: 1 });
    assert_eq!((game.role, row.sides()), (Role::Restarted, SIDES.map(Vec::from).to_vec()));
    assert!((59..300).contains(&row.length()), "{row:?}");
    assert_eq!((row.title.as_str(), row.winner()), ("Anna vs Bert G1", game.winner.map(Side::team)));
}

#[test]
fn a_rehosted_game_has_no_outcome() {
    let (game, row) = first_game(Incident::Rehost { before: 1 });
    assert_eq!((game.role, game.winner, row.has_outcome()), (Role::Rehosted, None, false));
    assert_eq!(row.sides(), SIDES.map(Vec::from));
    assert!((360..=751).contains(&row.length()), "{row:?}");
}

#[test]
fn a_wrong_opponent_plays_in_the_place_of_the_right_one() {
    let (game, row) = first_game(Incident::WrongOpponent { before: 1, plays: CARL });
    assert_eq!((game.role, row.sides()), (Role::WrongOpponent(CARL), vec![vec![ANNA.0], vec![CARL.0]]));
    assert!(row.length() >= 720 && row.has_outcome());
}

#[test]
fn a_third_account_plays_on_a_side_of_its_own() {
    let (game, row) = first_game(Incident::ThirdAccount { before: 1, joins: CARL });
    assert_eq!(game.role, Role::ThirdAccount(CARL));
    assert_eq!(row.sides(), [ANNA, BERT, CARL].map(|player| vec![player.0]));
    assert!(row.length() >= 720 && row.has_outcome());
}

#[test]
fn a_third_account_is_listed_in_the_lobby() {
    let (mut world, id) = scheduled(best_of_three().with(Incident::ThirdAccount { before: 1, joins: CARL }));
    let series = advance_until(&mut world, id, SECOND, |_, series| !series.games.is_empty());
    let lobbies = lobbies_with(&world, &[CARL]);
    let lobby = lobbies.iter().find(|lobby| lobby.id == series.games[0].match_id).expect("listed");
    assert_eq!(lobby.players, [ANNA.0, BERT.0, CARL.0]);
}

#[test]
fn incidents_before_the_same_game_happen_in_their_order() {
    let fixture = best_of_three()
        .with(Incident::Rehost { before: 2 })
        .with(Incident::Restart { before: 1 })
        .with(Incident::WrongOpponent { before: 2, plays: CARL })
        .with(Incident::Rehost { before: 2 });
    let (mut world, id) = scheduled(fixture);
    let expected =
        [Role::Restarted, Role::Counting, Role::Rehosted, Role::WrongOpponent(CARL), Role::Rehosted, Role::Counting];
    assert_eq!(roles(&play(&mut world, id))[..6], expected);
}

#[test]
fn an_incident_at_a_game_that_is_not_needed_does_not_happen() {
    let mut lengths = BTreeSet::new();
    for start in START..START + 20 {
        let fixture = Fixture::new(&[ANNA], &[BERT], Format::BestOf(3), start);
        let mut world = World::new(Config::new(start as u64, EPOCH));
        let id = world.schedule(fixture.with(Incident::Restart { before: 3 })).expect("it can be played");
        let series = play(&mut world, id);
        let was_restarted = roles(&series).contains(&Role::Restarted);
        assert_eq!(was_restarted, series.score.iter().sum::<u8>() == 3);
        lengths.insert(series.games.len());
    }
    assert_eq!(lengths, [2, 4].into());
}

#[test]
fn a_show_match_follows_the_decision() {
    let (mut world, id) = scheduled(best_of_three().with(Incident::ShowMatch));
    let series = play(&mut world, id);
    let [.., deciding, show] = series.games.as_slice() else { panic!("{series:?}") };
    assert_eq!((deciding.role, show.role), (Role::Counting, Role::ShowMatch));
    assert_eq!(usize::from(series.score.iter().sum::<u8>()), series.games.len() - 1);
    let [before, after] = [deciding, show].map(|game| shown(&world, game.match_id).expect("finished"));
    assert!(after.started > before.completed && after.length() >= 720 && after.has_outcome());
    assert_eq!((after.title.as_str(), after.sides()), ("Anna vs Bert show match", before.sides()));
}

#[test]
fn a_side_that_gives_up_does_not_play() {
    let (mut world, id) = scheduled(best_of_three().with(Incident::Forfeit { before: 1, by: Side::First }));
    assert!(!world.series(id).expect("scheduled").is_over);
    let series = play(&mut world, id);
    assert_eq!((series.games.len(), series.score), (0, [0, 0]));
    assert_eq!((series.winner, series.forfeited_by), (Some(Side::Second), Some(Side::First)));
    world.advance(Duration::from_hours(2));
    let together = |game: &&sim::Match| game.match_type == MatchType::Custom && game.description.contains(" vs ");
    assert_eq!(world.matches().filter(together).count(), 0);
}

#[test]
fn a_side_can_give_up_in_the_middle() {
    for by in Side::BOTH {
        let fixture = best_of_three().with(Incident::Forfeit { before: 2, by }).with(Incident::ShowMatch);
        let (mut world, id) = scheduled(fixture);
        let series = play(&mut world, id);
        assert_eq!((roles(&series), series.winner), (vec![Role::Counting], Some(by.other())));
        assert_eq!(series.score.iter().sum::<u8>(), 1);
    }
}
