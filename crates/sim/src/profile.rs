//! A player and their rows on the ladders. Knows neither games nor the wire format.

use std::collections::BTreeMap;

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

/// A row on a ladder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// The rating.
    pub rating: i64,
    /// Games won.
    pub wins: i64,
    /// Games lost.
    pub losses: i64,
    /// Consecutive wins; negative for losses.
    pub streak: i64,
    /// Games left early.
    pub drops: i64,
    /// The peak; shown as 0 while unranked.
    pub highest_rating: i64,
    /// The best rank after any game.
    pub highest_rank: Option<i64>,
    /// The end of the latest game, in unix seconds; a row without one is unranked.
    pub last_match: Option<i64>,
}

impl Standing {
    fn ranked(rating: i64, last_match: i64) -> Self {
        Self {
            highest_rating: rating,
            last_match: Some(last_match),
            wins: 20,
            losses: 18,
            streak: 1,
            ..Self::unranked(rating)
        }
    }

    fn unranked(rating: i64) -> Self {
        Self {
            rating,
            wins: 0,
            losses: 0,
            streak: 0,
            drops: 0,
            highest_rating: 0,
            highest_rank: None,
            last_match: None,
        }
    }

    pub(crate) fn fresh(ladder: Ladder) -> Self {
        Self::unranked(ladder.first_rating())
    }

    /// Whether the row has a rank.
    #[must_use]
    pub const fn is_ranked(&self) -> bool {
        self.last_match.is_some()
    }

    /// Records a result: `by` points up or down, at `completed` in unix seconds.
    pub(crate) fn record(&mut self, won: bool, by: i64, completed: i64) {
        if won {
            self.wins += 1;
            self.rating += by;
            self.streak = self.streak.max(0) + 1;
        } else {
            self.losses += 1;
            self.rating -= by;
            self.streak = self.streak.min(0) - 1;
        }
        self.highest_rating = self.highest_rating.max(self.rating);
        self.last_match = Some(completed);
    }
}
