//! Fixtures in custom lobbies: what the upstream shows of them, compared with what was really played.

mod incidents;
mod players;
mod properties;
mod reports;
mod shown;

use std::time::Duration;

use sim::{Fixture, FixtureError, FixtureId, Format, Incident, Phase, ProfileId, Role, Series, Side, World};

use self::shown::{lobbies_with, shown};
use crate::{ANNA, BERT, CARL, DORA, EPOCH, four_players};

/// When the fixtures begin.
const START: i64 = EPOCH + 3_600;
const SECOND: Duration = Duration::from_secs(1);

fn best_of_three() -> Fixture {
    Fixture::new(&[ANNA], &[BERT], Format::BestOf(3), START)
}

/// A fixture among four players.
fn scheduled(fixture: Fixture) -> (World, FixtureId) {
    let mut world = four_players();
    let id = world.schedule(fixture).expect("it can be played");
    (world, id)
}

/// Plays a fixture to its end.
fn play(world: &mut World, id: FixtureId) -> Series {
    advance_until(world, id, Duration::from_mins(1), |_, series| series.is_over)
}

/// Advances by `step` until this holds of the series, at most a day.
fn advance_until(world: &mut World, id: FixtureId, step: Duration, is: impl Fn(&World, &Series) -> bool) -> Series {
    let until = world.now() + 24 * 3600;
    loop {
        let series = world.series(id).expect("scheduled");
        if is(world, &series) {
            return series;
        }
        assert!(world.now() < until, "it does not happen");
        world.advance(step);
    }
}

fn roles(series: &Series) -> Vec<Role> {
    series.games.iter().map(|game| game.role).collect()
}

#[test]
fn a_best_of_three_is_played_in_custom_lobbies_one_after_the_other() {
    let (mut world, id) = scheduled(best_of_three());
    let series = play(&mut world, id);
    assert!(matches!(series.score, [2, 0 | 1] | [0 | 1, 2]), "{:?}", series.score);
    let leader = if series.score[0] == 2 { Side::First } else { Side::Second };
    assert_eq!((series.winner, series.forfeited_by), (Some(leader), None));
    assert_eq!(series.games.len(), usize::from(series.score[0] + series.score[1]));
    let mut ended = START;
    for (game, number) in series.games.iter().zip(1..) {
        let row = shown(&world, game.match_id).expect("finished");
        assert_eq!((row.match_type, row.sides()), (0, vec![vec![ANNA.0], vec![BERT.0]]));
        assert_eq!((row.winner(), row.title.clone()), (game.winner.map(Side::team), format!("Anna vs Bert G{number}")));
        assert!(row.started >= ended + 30 && (720..=1501).contains(&row.length()), "{row:?}");
        ended = row.completed;
    }
}

#[test]
fn a_play_all_has_all_its_games_whatever_the_score() {
    let (mut world, id) = scheduled(Fixture::new(&[ANNA], &[BERT], Format::PlayAll(4), START));
    let series = play(&mut world, id);
    assert_eq!((roles(&series), series.score.iter().sum::<u8>()), (vec![Role::Counting; 4], 4));
    let [first, second] = series.score;
    let leader = if first > second { Side::First } else { Side::Second };
    assert_eq!(series.winner, (first != second).then_some(leader));
}

#[test]
fn a_lobby_is_listed_in_staging_then_in_progress_then_as_a_match() {
    let (mut world, id) = scheduled(best_of_three());
    world.advance(Duration::from_secs(START as u64 - EPOCH as u64 - 1));
    assert_eq!(world.series(id).expect("scheduled").games, []);
    let mut states = Vec::new();
    while states.last() != Some(&None) {
        world.advance(SECOND);
        let custom: Vec<_> = lobbies_with(&world, &[ANNA]).into_iter().filter(|row| row.match_type == 0).collect();
        let state = custom.first().map(|row| row.state);
        if let Some(row) = custom.first() {
            assert_eq!(row.players, [ANNA.0, BERT.0]);
            let started = world.series(id).expect("scheduled").games.first().map(|game| game.match_id);
            assert_eq!(started, (row.state == 1).then_some(row.id));
            assert!(shown(&world, row.id).is_none());
        }
        if states.last() != Some(&state) && (state.is_some() || !states.is_empty()) {
            states.push(state);
        }
    }
    assert_eq!(states, [Some(0), Some(1), None]);
    let first = world.series(id).expect("scheduled").games[0];
    assert_eq!(shown(&world, first.match_id).expect("finished").winner(), first.winner.map(Side::team));
}

#[test]
fn teams_of_up_to_four_play_on_their_sides() {
    let sides = [[1, 2, 3, 4], [5, 6, 7, 8]].map(|side| side.map(ProfileId));
    let (mut world, id) = scheduled(Fixture::new(&sides[0], &sides[1], Format::BestOf(1), START));
    let series = play(&mut world, id);
    let row = shown(&world, series.games[0].match_id).expect("finished");
    assert_eq!(row.sides(), sides.map(|side| side.map(|player| player.0).to_vec()));
    assert_eq!(row.winner(), series.winner.map(Side::team));
}

#[test]
fn the_stronger_side_wins_more_often() {
    let mut won = [0, 0];
    for seed in 0..40 {
        let mut world = World::new(sim::Config::new(seed, EPOCH));
        for (player, rating) in [(ANNA, 1_700), (BERT, 1_400)] {
            world.add_profile(sim::Profile::new(player, "").rated(sim::Ladder::SoloRm, rating, EPOCH));
        }
        let id = world.schedule(best_of_three()).expect("it can be played");
        won[play(&mut world, id).winner.expect("decided").index()] += 1;
    }
    assert!(won[0] > 30 && won[1] > 0, "{won:?}");
}

#[test]
fn the_same_seed_gives_the_same_series_in_steps_of_any_size() {
    let fixture = || best_of_three().with(Incident::Restart { before: 1 }).with(Incident::LateOutcome { of: 2 });
    let ((mut strides, id), (mut steps, _)) = (scheduled(fixture()), scheduled(fixture()));
    strides.advance(Duration::from_hours(4));
    for _ in 0..4 * 3600 * 4 {
        steps.advance(Duration::from_millis(250));
    }
    assert_eq!(strides, steps);
    assert!(strides.series(id).is_some_and(|series| series.is_over));
}

#[test]
fn a_fixture_that_is_not_due_changes_nothing_else() {
    let (mut with, _) = scheduled(Fixture::new(&[ANNA], &[BERT], Format::BestOf(3), EPOCH + 1_000_000));
    let mut without = four_players();
    for world in [&mut with, &mut without] {
        world.advance(Duration::from_hours(48));
    }
    assert!(without.matches().count() > 10);
    assert!(with.matches().eq(without.matches()) && with.lobbies().eq(without.lobbies()));
    assert!(with.profiles().eq(without.profiles()));
}

#[test]
fn a_lobby_that_somebody_closes_is_opened_again() {
    let (mut world, id) = scheduled(best_of_three());
    advance_until(&mut world, id, SECOND, |_, series| !series.games.is_empty());
    let closed = world.series(id).expect("scheduled").games[0].match_id;
    assert_eq!(world.lobby(closed).map(|lobby| lobby.phase), Some(Phase::InProgress));
    world.close_lobby(closed).expect("listed");
    let series = play(&mut world, id);
    assert!(series.games.iter().all(|game| game.match_id != closed) && series.winner.is_some());
    assert!(shown(&world, closed).is_none());
}

#[test]
fn what_cannot_be_played_is_refused() {
    let refusal = |fixture: Fixture| four_players().schedule(fixture).err();
    let between = |first: &[ProfileId], second: &[ProfileId]| Fixture::new(first, second, Format::BestOf(3), START);
    assert_eq!(refusal(between(&[], &[])), Some(FixtureError::Sides(0, 0)));
    assert_eq!(refusal(between(&[ANNA, BERT], &[CARL])), Some(FixtureError::Sides(2, 1)));
    let five = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]].map(|side| side.map(ProfileId));
    assert_eq!(refusal(between(&five[0], &five[1])), Some(FixtureError::Sides(5, 5)));
    assert_eq!(refusal(between(&[ANNA], &[ANNA])), Some(FixtureError::Twice(ANNA)));
    let third = |joins| Incident::ThirdAccount { before: 1, joins };
    assert_eq!(refusal(best_of_three().with(third(BERT))), Some(FixtureError::Twice(BERT)));
    assert_eq!(refusal(between(&five[0][..4], &five[1][..4]).with(third(DORA))), Some(FixtureError::Full));
    for format in [Format::BestOf(0), Format::BestOf(4), Format::BestOf(11), Format::PlayAll(0), Format::PlayAll(10)] {
        let fixture = Fixture::new(&[ANNA], &[BERT], format, START);
        assert_eq!(refusal(fixture), Some(FixtureError::Games(format.games())));
    }
    for game in [0, 4] {
        let fixture = best_of_three().with(Incident::Restart { before: game });
        assert_eq!(refusal(fixture), Some(FixtureError::NoSuchGame(game)));
    }
}
