//! An entrant: a roster entry with everything known of it except its games.

use crate::{
    broadcast::Broadcast,
    clock::Timestamp,
    id::MatchId,
    player::{Player, Rating},
    roster::{Entry, Team},
};

/// A roster entry with its team, account, rating on the tournament's ladder, running match and broadcast.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// The entry.
    pub entry: Entry,
    /// Its team.
    pub team: Option<Team>,
    /// Whether it leads its team.
    pub is_captain: bool,
    /// Its account as last polled, and when that row last changed.
    pub player: Option<(Player, Timestamp)>,
    /// Its rating on the ladder, and when that row last changed.
    pub rating: Option<(Rating, Timestamp)>,
    /// The running match it is in.
    pub live_match_id: Option<MatchId>,
    /// Its broadcast, when on air.
    pub broadcast: Option<Broadcast>,
}

impl Entrant {
    /// Whether tables list the entrant: an unlinked entry always, a linked one once its account has been polled.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.entry.profile_id.is_none() || self.player.is_some()
    }

    /// The in-game name, or the entry's name when there is none.
    #[must_use]
    pub fn alias(&self) -> &str {
        self.player.as_ref().and_then(|(player, _)| player.alias.as_deref()).unwrap_or(&self.entry.name)
    }

    /// Its account's country.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.player.as_ref().and_then(|(player, _)| player.country.as_deref())
    }

    /// Its rating on the ladder, once it has one.
    #[must_use]
    pub fn rating(&self) -> Option<&Rating> {
        self.rating.as_ref().map(|(rating, _)| rating)
    }
}
