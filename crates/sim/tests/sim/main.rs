//! Black-box tests of the simulator, over a socket wherever there is one.

#![allow(clippy::expect_used, reason = "a test's own tools may fail it")]

mod asking;
mod blobs;
mod damages;
mod decoding;
mod demo;
mod directed;
mod faults;
mod life;
mod series;
mod served;
mod tokens;
mod wire_fields;

use sim::{Config, Ladder, Profile, ProfileId, World};

/// When every test begins, in unix seconds.
const EPOCH: i64 = 1_781_600_000;
const ANNA: ProfileId = ProfileId(101);
const BERT: ProfileId = ProfileId(102);
const CARL: ProfileId = ProfileId(103);
const DORA: ProfileId = ProfileId(104);

/// Four players with rating 1500, and no others.
fn four_players() -> World {
    let mut world = World::new(Config::new(7, EPOCH));
    for (id, alias) in [(ANNA, "Anna"), (BERT, "Bert"), (CARL, "Carl"), (DORA, "Dora")] {
        let rated = Profile::new(id, alias).rated(Ladder::SoloRm, 1500, EPOCH - 500);
        world.add_profile(rated.rated(Ladder::TeamRm, 1500, EPOCH - 900));
    }
    world
}

fn crowd(seed: u64, players: usize) -> World {
    World::populated(Config::new(seed, EPOCH), players)
}
