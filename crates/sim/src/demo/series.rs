//! The players of the demo's second tournament, which has a group stage and a Swiss. All people in it are invented.

use super::entries::{ENTRIES, profile_id};
use crate::ids::ProfileId;
use crate::ladder::Ladder;
use crate::profile::Profile;
use crate::world::World;

/// A participant of a stage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DemoSeed {
    /// The place in the order of seeds, from 1.
    pub seed: usize,
    /// The name on the roster, which is also the alias, except for those who play in the first tournament too.
    pub name: &'static str,
    /// The player.
    pub profile_id: ProfileId,
    /// Two letters, lower case.
    pub country: &'static str,
}

/// How many seeds of each stage also play in the first tournament.
const KNOWN: usize = 2;

/// Their places among the first tournament's entries.
const GROUPS_KNOWN: [usize; KNOWN] = [0, 6];
const SWISS_KNOWN: [usize; KNOWN] = [12, 18];

/// Name and country of the other seeds.
const GROUPS_NEW: [(&str, &str); 6] = [
    ("Harrowgate Finch", "gb"),
    ("Korvenlaulu", "fi"),
    ("Saltmarsh Jo", "ie"),
    ("Piernik Rogaty", "pl"),
    ("Monsoon Carter", "in"),
    ("Bois Dormant", "fr"),
];
const SWISS_NEW: [(&str, &str); 14] = [
    ("Oatfield", "us"),
    ("Bracken Toll", "gb"),
    ("Nebelkrähe", "de"),
    ("Morandillo", "es"),
    ("三日月の水車", "jp"),
    ("Tamarack Bell", "ca"),
    ("Grindstone Wes", "au"),
    ("Fjordkatt", "no"),
    ("Cavaleiro Manso", "pt"),
    ("Lindenhofer", "ch"),
    ("Kestrelmoor", "nl"),
    ("Uğur Böceği", "tr"),
    ("Barley Ghost", "us"),
    ("Đom Đóm", "vn"),
];

/// The eight participants of the round robin in two groups of four (best of three), in the order of their seeds.
#[must_use]
pub fn group_stage() -> Vec<DemoSeed> {
    seeds(&GROUPS_KNOWN, &GROUPS_NEW, 0)
}

/// The sixteen participants of the Swiss (best of three), in the order of their seeds.
#[must_use]
pub fn swiss() -> Vec<DemoSeed> {
    seeds(&SWISS_KNOWN, &SWISS_NEW, GROUPS_NEW.len())
}

fn seeds(known: &[usize], new: &[(&'static str, &'static str)], first_new: usize) -> Vec<DemoSeed> {
    let known = known.iter().map(|place| (ENTRIES[*place].0, ENTRIES[*place].2, profile_id(*place)));
    let new = new.iter().zip(first_new..).map(|((name, country), place)| (*name, *country, new_profile_id(place)));
    let in_order = known.chain(new).zip(1..);
    in_order.map(|((name, country, profile_id), seed)| DemoSeed { seed, name, profile_id, country }).collect()
}

fn new_profile_id(place: usize) -> ProfileId {
    ProfileId(7_200_001 + 41 * i64::try_from(place).unwrap_or_default())
}

impl World {
    /// Adds the players of the demo's second tournament whom the world does not know yet, the better seeds with the
    /// better ratings. They play few games beside their series.
    pub fn add_series_players(&mut self) {
        for one in group_stage().into_iter().chain(swiss()) {
            if self.profile(one.profile_id).is_none() {
                let rating = 1_820 - 20 * i64::try_from(one.seed).unwrap_or_default();
                let mut profile = Profile::new(one.profile_id, one.name);
                profile.country = one.country.to_owned();
                profile.keenness = 0.2;
                self.add_profile(profile.rated(Ladder::SoloRm, rating, self.now() - 86_400));
            }
        }
    }
}
