//! Invented names: aliases, clans, countries and lobby titles. No real player is named here.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const EPITHETS: [&str; 16] = [
    "Quiet",
    "Amber",
    "Crooked",
    "Late",
    "Stout",
    "Hollow",
    "Ninth",
    "Muddy",
    "Patient",
    "Brass",
    "Wandering",
    "Frosty",
    "Humble",
    "Velvet",
    "Sudden",
    "Mossy",
];

const NOUNS: [&str; 16] = [
    "Mangonel",
    "Palisade",
    "Relic",
    "Boar",
    "Lumberjack",
    "Outpost",
    "Trebuchet",
    "Sheepfold",
    "Longboat",
    "Monk",
    "Haystack",
    "Blacksmith",
    "Caravan",
    "Sapper",
    "Windmill",
    "Petard",
];

/// Aliases that are not plain ASCII: wide scripts, accents, emoji and combining marks.
const UNUSUAL: [&str; 8] = [
    "Fürst Wollsack",
    "角笛のマンモス",
    "Łucznik Bagienny",
    "Ñandú Sereno",
    "작은 투석기",
    "Ørkenræv 🦊",
    "Кот в сапоге",
    "Ze\u{301}phyr d'Été",
];

const COUNTRIES: [&str; 14] = ["de", "fr", "es", "se", "no", "pl", "br", "ar", "cn", "vn", "us", "ca", "nl", "at"];

const CLANS: [&str; 6] = ["MILL", "OX", "[3rd]", "Fähre", "HAY", "OAK"];

const TITLES: [&str; 6] =
    ["friendly game", "Bo5 G2", "noobs only pls", "MegaRandom 4v4 no rush", "試合 1v1", "training"];

const REGIONS: [&str; 4] = ["westeurope", "eastus", "brazilsouth", "southeastasia"];

fn one_of<const N: usize>(rng: &mut ChaCha8Rng, from: &[&'static str; N]) -> &'static str {
    from[rng.random_range(0..N)]
}

/// An alias; `serial` makes most of them unique, unlike upstream.
pub(crate) fn alias(rng: &mut ChaCha8Rng, serial: usize) -> String {
    if rng.random_ratio(1, 8) {
        return one_of(rng, &UNUSUAL).to_owned();
    }
    let (epithet, noun) = (one_of(rng, &EPITHETS), one_of(rng, &NOUNS));
    match rng.random_range(0..3) {
        0 => format!("{epithet}{noun}"),
        1 => format!("{epithet} {noun} {serial}"),
        _ => format!("{noun}_{serial}"),
    }
}

pub(crate) fn country(rng: &mut ChaCha8Rng) -> String {
    one_of(rng, &COUNTRIES).to_owned()
}

/// Most players are in no clan, which is an empty text in the payload.
pub(crate) fn clan(rng: &mut ChaCha8Rng) -> String {
    if rng.random_ratio(2, 3) { String::new() } else { one_of(rng, &CLANS).to_owned() }
}

pub(crate) fn lobby_title(rng: &mut ChaCha8Rng) -> String {
    one_of(rng, &TITLES).to_owned()
}

/// The relay region of a lobby, derived from its id, so that it stays the same.
pub(crate) fn relay_region(id: i64) -> &'static str {
    REGIONS[id.unsigned_abs() as usize % REGIONS.len()]
}
