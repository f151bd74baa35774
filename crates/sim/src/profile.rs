//! A player and their rows on the ladders. Knows neither games nor the wire format.

mod standing;

use std::collections::BTreeMap;

pub use self::standing::Standing;

use crate::ids::ProfileId;
use crate::ladder::Ladder;

/// A player.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The player's id.
    pub id: ProfileId,
    /// The platform name: `/steam/<17 digits>` or `/xboxlive/<id>`.
    pub name: String,
    /// The name that others see.
    pub alias: String,
    /// Two letters, lower case.
    pub country: String,
    /// Empty for none.
    pub clan: String,
    /// `leaderboardregion_id`, 0 to 7.
    pub region: i64,
    /// The upstream's level.
    pub level: i64,
    /// The upstream's experience points.
    pub xp: i64,
    /// How likely the player is drawn into a game, relative to 1.0.
    pub keenness: f64,
    /// The rows; a ladder that was never played has none.
    pub standings: BTreeMap<Ladder, Standing>,
}

impl Profile {
    /// A player without any row.
    #[must_use]
    pub fn new(id: ProfileId, alias: &str) -> Self {
        Self {
            id,
            name: steam_name(id),
            alias: alias.to_owned(),
            country: "de".to_owned(),
            clan: String::new(),
            region: 0,
            level: 10,
            xp: 1000,
            keenness: 1.0,
            standings: BTreeMap::new(),
        }
    }

    /// The same player on an Xbox.
    #[must_use]
    pub fn on_xbox(mut self) -> Self {
        self.name = format!("/xboxlive/{}", 2_535_405_000_000_000 + self.id.0);
        self
    }

    /// Adds a ranked row, as left by games that no history shows any more. `last_match` is the end of the last one in
    /// unix seconds.
    #[must_use]
    pub fn rated(mut self, ladder: Ladder, rating: i64, last_match: i64) -> Self {
        self.standings.insert(ladder, Standing::ranked(rating, last_match));
        self
    }

    /// Adds an unranked row: a rating without rank, last match or peak. Random games on that ladder leave the player
    /// out; a directed game ranks the row again.
    #[must_use]
    pub fn unranked(mut self, ladder: Ladder, rating: i64) -> Self {
        self.standings.insert(ladder, Standing::unranked(rating));
        self
    }

    /// The id that joins a player to the rows in the payload.
    #[must_use]
    pub const fn statgroup_id(&self) -> i64 {
        self.id.0 + 50_000_000
    }

    /// The rating on a ladder, or a new player's.
    #[must_use]
    pub fn rating_or_first(&self, ladder: Ladder) -> i64 {
        self.standings.get(&ladder).map_or(ladder.first_rating(), |standing| standing.rating)
    }
}

fn steam_name(id: ProfileId) -> String {
    format!("/steam/{}", 76_561_190_000_000_000 + id.0)
}
