//! The entries and teams of the demo tournament. All people in it are invented.

use crate::ids::ProfileId;

/// A team of the demo tournament.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DemoTeam {
    /// Its name, by which the roster refers to it.
    pub name: &'static str,
    /// Its initials.
    pub initials: &'static str,
}

/// An entry of the demo tournament.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DemoEntry {
    /// The name on the roster, which need not be the alias.
    pub name: &'static str,
    /// The player; two entries are not linked yet.
    pub profile_id: Option<ProfileId>,
    /// The [`DemoTeam::name`] of the team.
    pub team: Option<&'static str>,
    /// Whether the entry is its team's captain.
    pub captain: bool,
    /// The link to the entry's broadcasts.
    pub stream_url: Option<&'static str>,
}

/// The link to the demo host's broadcasts.
pub const HOST_STREAM_URL: &str = "https://www.twitch.tv/the_demo_cup";

/// The entries that broadcast, by the name on the roster; the second is off air.
const STREAM_URLS: [(&str, &str); 3] = [
    ("Bramblewick", "https://www.twitch.tv/bramblewick"),
    ("Haldorine", "https://www.twitch.tv/haldorine"),
    ("Thistlebane", "https://www.twitch.tv/thistlebane"),
];

const TEAMS: [DemoTeam; 4] = [
    DemoTeam { name: "Millstone Guard", initials: "MG" },
    DemoTeam { name: "Salt Road Company", initials: "SRC" },
    DemoTeam { name: "Order of the Heron", initials: "OH" },
    DemoTeam { name: "Tarnfield Irregulars", initials: "TFI" },
];

/// Name on the roster, in-game alias, country; six per team, captains first.
pub(super) const ENTRIES: [(&str, &str, &str); 24] = [
    ("Bramblewick", "MG | Bramblewick", "gb"),
    ("Tolvarin", "Tolvarin", "fi"),
    ("Ostrakonna", "ostrakonna_", "gr"),
    ("Pikeherd", "Pikeherd", "de"),
    ("Señor Barbecho", "Señor Barbecho", "es"),
    ("Wattle & Daub", "WattleAndDaub", "nl"),
    ("Quernstone", "Quernstone", "se"),
    ("Haldorine", "Haldorine", "no"),
    ("穂高の牛飼い", "穂高の牛飼い", "jp"),
    ("Mudlarker", "[SRC] Mudlarker", "au"),
    ("Vélin Rouge", "Vélin Rouge", "fr"),
    ("Copperknot", "Copperknot", "us"),
    ("Sedgewarden", "Sedgewarden", "ca"),
    ("Ilmatarek", "Ilmatarek", "ee"),
    ("Lanternjaw", "Lanternjaw 🏮", "us"),
    ("Zubrowiec", "Żubrowiec", "pl"),
    ("Greyfallow", "greyfallow", "dk"),
    ("Nightsoil", "Nightsoil", "at"),
    ("Thistlebane", "Thistlebane", "br"),
    ("Đò Sông", "Đò Sông", "vn"),
    ("Kettlewright", "TFI.Kettlewright", "it"),
    ("Orsolyavar", "Orsolyavar", "hu"),
    ("Rookfeather", "", ""),
    ("Pale Tanner", "", ""),
];

pub(super) fn profile_id(place: usize) -> ProfileId {
    ProfileId(7_100_001 + 37 * i64::try_from(place).unwrap_or_default())
}

/// The teams of the demo tournament.
#[must_use]
pub const fn teams() -> [DemoTeam; 4] {
    TEAMS
}

/// The entries of the demo tournament: six per team, the last two not linked to a player.
#[must_use]
pub fn roster() -> Vec<DemoEntry> {
    ENTRIES
        .iter()
        .enumerate()
        .map(|(place, (name, alias, _))| DemoEntry {
            name,
            profile_id: (!alias.is_empty()).then(|| profile_id(place)),
            team: TEAMS.get(place / 6).map(|team| team.name),
            captain: place % 6 == 0,
            stream_url: STREAM_URLS.iter().find(|(owner, _)| owner == name).map(|(_, url)| *url),
        })
        .collect()
}
