//! The maps, by the string id in the options blob, and their `mapname`, which is wrong for about half of the ranked
//! games.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// String id and real name of the maps in the ranked pool.
pub const POOL: [(i64, &str); 20] = [
    (10_875, "Arabia"),
    (10_878, "Black Forest"),
    (10_882, "Fortress"),
    (10_883, "Gold Rush"),
    (10_886, "Mediterranean"),
    (10_887, "Migration"),
    (10_895, "Arena"),
    (10_897, "Oasis"),
    (10_901, "Nomad"),
    (10_919, "Hideout"),
    (10_921, "Lombardia"),
    (10_924, "MegaRandom"),
    (10_931, "Four Lakes"),
    (10_932, "Land Nomad"),
    (10_940, "African Clearing"),
    (10_941, "Atacama"),
    (10_953, "Marketplace"),
    (10_963, "Land Madness"),
    (301_100, "Kilimanjaro"),
    (301_104, "Socotra"),
];

/// Custom scripts: the blob says 0 and `mapname` is right.
const SCRIPTS: [&str; 4] = ["Sim_Thornvale", "Sim_Twin_Quarries", "Sim_Fogbanks", "Sim_Old_Mill"];

/// The map of a game, and what the payload says about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Map {
    /// Key 10 of the options blob: a string id, 0 for a script, -2 for a scenario.
    pub string_id: i64,
    /// The `mapname` in the payload; reliable only if `string_id` is not positive.
    pub mapname: String,
}

impl Map {
    /// A map of the pool whose `mapname` is right.
    #[must_use]
    pub fn honest(string_id: i64) -> Self {
        Self { string_id, mapname: file(name(string_id).unwrap_or("Unknown")) }
    }

    /// The map's real name.
    #[must_use]
    pub fn truth(&self) -> &str {
        name(self.string_id).unwrap_or(&self.mapname)
    }

    /// A map for a ranked game; about half of them have the name of another map.
    pub(crate) fn ranked(rng: &mut ChaCha8Rng) -> Self {
        let (string_id, name) = POOL[rng.random_range(0..POOL.len())];
        let shown = if rng.random_bool(0.5) { name } else { POOL[rng.random_range(0..POOL.len())].1 };
        Self { string_id, mapname: file(shown) }
    }

    /// A map for a custom game: a pool map, a script or a scenario.
    pub(crate) fn custom(rng: &mut ChaCha8Rng) -> Self {
        let string_id = match rng.random_range(0..10) {
            0..5 => return Self::honest(POOL[rng.random_range(0..POOL.len())].0),
            5..9 => 0,
            _ => -2,
        };
        let script = SCRIPTS[rng.random_range(0..SCRIPTS.len())];
        Self { string_id, mapname: script.to_owned() }
    }
}

fn name(string_id: i64) -> Option<&'static str> {
    POOL.iter().find(|(known, _)| *known == string_id).map(|(_, name)| *name)
}

fn file(name: &str) -> String {
    format!("{name}.rms")
}
