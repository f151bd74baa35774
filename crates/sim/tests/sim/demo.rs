//! The demo's world has something to show from the first second.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sim::{Ladder, Phase, ProfileId, World, demo};

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
