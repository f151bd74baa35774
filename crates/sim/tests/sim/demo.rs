//! The demo's world has something to show from the first second.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sim::{Fixture, Format, Ladder, Phase, ProfileId, World, demo};

use crate::EPOCH;

fn linked() -> Vec<ProfileId> {
    demo::roster().iter().filter_map(|entry| entry.profile_id).collect()
}

#[test]
fn the_roster_is_four_teams_of_six_with_two_unlinked() {
    let roster = demo::roster();
    assert_eq!((roster.len(), linked().len()), (24, 22));
    for team in demo::teams() {
        let members: Vec<_> = roster.iter().filter(|entry| entry.team == Some(team.name)).collect();
        assert_eq!(members.len(), 6);
        assert_eq!(members.iter().filter(|entry| entry.captain).count(), 1);
    }
    let names: BTreeSet<_> = roster.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), 24);
}

#[test]
fn the_world_has_a_past_and_a_present() {
    let world = World::demo(1, EPOCH);
    assert_eq!(world.now(), EPOCH);
    assert_eq!(world.profiles().count(), 62);
    for id in linked() {
        let played = world.history_of(&[id].into()).len();
        assert!(played > 10, "{id:?} played {played}");
        assert!(world.rank(id, Ladder::SoloRm).is_some());
    }
    let unranked = |id: &&ProfileId| world.rank(**id, Ladder::SoloEw).is_none();
    assert_eq!(linked().iter().filter(unranked).count(), 4);
    assert!(world.matches().all(|game| game.completed <= EPOCH));
    let live = |phase| world.lobbies().filter(|lobby| lobby.phase == phase).count();
    assert!(live(Phase::InProgress) > 2);
}

#[test]
fn ratings_of_the_tournament_move_within_a_minute() {
    let mut world = World::demo(1, EPOCH);
    let ratings = |world: &World| -> BTreeMap<ProfileId, Option<i64>> {
        linked().into_iter().map(|id| (id, world.rating(id, Ladder::SoloRm))).collect()
    };
    for _ in 0..30 {
        let (before, played) = (ratings(&world), world.matches().count());
        world.advance(Duration::from_mins(1));
        assert_ne!(ratings(&world), before);
        assert!(world.matches().count() >= played + 4);
    }
}

#[test]
fn the_seeds_of_both_stages_are_different_people() {
    let (groups, swiss) = (demo::group_stage(), demo::swiss());
    assert_eq!((groups.len(), swiss.len()), (8, 16));
    for stage in [&groups, &swiss] {
        assert!(stage.iter().map(|one| one.seed).eq(1..=stage.len()));
    }
    let all = || groups.iter().chain(&swiss);
    assert_eq!(all().map(|one| one.profile_id).collect::<BTreeSet<_>>().len(), 24);
    assert_eq!(all().map(|one| one.name).collect::<BTreeSet<_>>().len(), 24);
    let known: BTreeSet<_> = linked().into_iter().collect();
    assert_eq!(all().filter(|one| known.contains(&one.profile_id)).count(), 4);
    assert!(
        demo::roster()
            .iter()
            .all(|entry| { all().all(|one| (entry.profile_id == Some(one.profile_id)) == (entry.name == one.name)) })
    );
}

#[test]
fn seeds_that_the_world_knows_stay_as_they_are() {
    let mut world = World::demo(1, EPOCH);
    let before: Vec<_> = world.profiles().cloned().collect();
    world.add_series_players();
    world.add_series_players();
    assert_eq!(world.profiles().count(), before.len() + 20);
    assert!(before.iter().all(|one| world.profile(one.id) == Some(one)));
    let seed = demo::swiss()[2];
    let profile = world.profile(seed.profile_id).expect("added");
    assert_eq!((profile.alias.as_str(), profile.country.as_str()), (seed.name, seed.country));
}

#[test]
fn a_round_of_both_stages_takes_some_minutes_beside_the_ladder() {
    let mut world = World::demo(1, EPOCH);
    world.add_series_players();
    let mut ids = Vec::new();
    for stage in [demo::group_stage(), demo::swiss()] {
        let (upper, lower) = stage.split_at(stage.len() / 2);
        for (one, other) in upper.iter().zip(lower) {
            let fixture = Fixture::new(&[one.profile_id], &[other.profile_id], Format::BestOf(3), EPOCH + 30);
            ids.push(world.schedule(fixture).expect("it can be played"));
        }
    }
    let ranked = |world: &World| world.matches().filter(|game| game.match_type.is_ranked()).count();
    let before = ranked(&world);
    world.advance(Duration::from_mins(5));
    assert!(ids.iter().all(|id| world.series(*id).is_some_and(|series| series.is_over)));
    assert!(ranked(&world) >= before + 20);
}
