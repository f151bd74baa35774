//! Changes that a test makes to players and their rows.

use crate::fault::Fault;
use crate::ids::ProfileId;
use crate::ladder::Ladder;
use crate::profile::{Profile, Standing};
use crate::world::World;

impl World {
    /// Adds a player, or replaces the one with the same id.
    pub fn add_profile(&mut self, profile: Profile) -> ProfileId {
        let id = profile.id;
        self.profiles.insert(id, profile);
        self.next_opening = None;
        id
    }

    /// Renames a player; invents one that the world does not know.
    pub fn set_alias(&mut self, id: ProfileId, alias: &str) {
        alias.clone_into(&mut self.meet(id).alias);
    }

    /// Sets a rating, as a reset of the ladder would: no game is recorded, and the peak of a ranked row rises with it.
    pub fn set_rating(&mut self, id: ProfileId, ladder: Ladder, rating: i64) {
        let row = self.row_mut(id, ladder);
        row.rating = rating;
        if row.is_ranked() {
            row.highest_rating = row.highest_rating.max(rating);
        }
    }

    /// Sets `highestrating`, even below the rating, as the upstream does when it rebases a season.
    pub fn rebase(&mut self, id: ProfileId, ladder: Ladder, max: i64) {
        self.row_mut(id, ladder).highest_rating = max;
    }

    /// Sets the time of the last ranked game, which the stats show before a history shows the game.
    pub fn set_last_match(&mut self, id: ProfileId, ladder: Ladder, at: i64) {
        self.row_mut(id, ladder).last_match = Some(at);
    }

    /// Makes every request that names this player fail: `UNREGISTERED_PROFILE_NAME`.
    pub fn poison(&mut self, id: ProfileId) {
        self.poison_with(id, Fault::ResultCode { code: 3 });
    }

    /// Makes every request that names this player fail with `fault`; a [`Fault::Late`] has no delay.
    pub fn poison_with(&mut self, id: ProfileId, fault: Fault) {
        self.poisoned.insert(id, fault);
    }

    /// Undoes [`World::poison`].
    pub fn cure(&mut self, id: ProfileId) {
        self.poisoned.remove(&id);
    }

    fn row_mut(&mut self, id: ProfileId, ladder: Ladder) -> &mut Standing {
        self.meet(id).standings.entry(ladder).or_insert_with(|| Standing::fresh(ladder))
    }
}
