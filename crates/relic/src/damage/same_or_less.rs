//! Checks that a damaged row yields the same facts as the undamaged one, or fewer.

use std::fmt::Debug;

use domain::{
    id::CivilizationId,
    live::Lobby,
    matches::{Match, MatchPlayer},
    player::PlayerStats,
};

use super::Fact;

/// A fact that can be compared with its undamaged original.
pub(super) trait SameOrLess {
    /// # Errors
    /// The first difference that is not a missing fact.
    fn check(&self, other: &Self) -> Result<(), String>;
}

fn same<T: PartialEq + Debug>(known: &T, read: &T) -> Result<(), String> {
    if known == read { Ok(()) } else { Err(format!("{known:?} became {read:?}")) }
}

fn same_or_none<T: PartialEq + Debug>(known: &Option<T>, read: &Option<T>) -> Result<(), String> {
    if read.is_none() { Ok(()) } else { same(known, read) }
}

impl SameOrLess for Fact {
    fn check(&self, other: &Self) -> Result<(), String> {
        match (self, other) {
            (Self::Stats(one), Self::Stats(other)) => one.check(other),
            (Self::Match(one), Self::Match(other)) => one.check(other),
            (Self::Lobby(one), Self::Lobby(other)) => one.check(other),
            (one, other) => same(one, other),
        }
    }
}

impl SameOrLess for PlayerStats {
    fn check(&self, other: &Self) -> Result<(), String> {
        let (one, two) = (&self.player, &other.player);
        same_or_none(&one.alias, &two.alias)?;
        same_or_none(&one.steam_id, &two.steam_id)?;
        same_or_none(&one.country, &two.country)?;
        same_or_none(&one.clan_name, &two.clan_name)?;
        [(one.region_id, two.region_id), (one.level, two.level), (one.xp, two.xp)]
            .iter()
            .try_for_each(|(one, two)| same_or_none(one, two))?;
        for (one, two) in self.ratings.iter().zip(&other.ratings) {
            same(&one.current_rating, &two.current_rating)?;
            let counts = [
                (one.max_rating, two.max_rating),
                (one.wins, two.wins),
                (one.losses, two.losses),
                (one.streak, two.streak),
                (one.drops, two.drops),
                (one.rank_total, two.rank_total),
                (one.region_rank_total, two.region_rank_total),
            ];
            counts.iter().try_for_each(|(one, two)| same_or_none(one, two))?;
            same_or_none(&one.rank, &two.rank)?;
            same_or_none(&one.region_rank, &two.region_rank)?;
            same_or_none(&one.last_match_at, &two.last_match_at)?;
        }
        Ok(())
    }
}

impl SameOrLess for Match {
    fn check(&self, other: &Self) -> Result<(), String> {
        same(&(self.matchtype_id, self.leaderboard_id), &(other.matchtype_id, other.leaderboard_id))?;
        same(&self.started_at, &other.started_at)?;
        same_or_none(&self.completed_at, &other.completed_at)?;
        same_or_none(&self.description, &other.description)?;
        if !other.map_is_guess {
            same(&self.map_name, &other.map_name)?;
        }
        for read in &other.players {
            let known = self.players.iter().find(|known| known.profile_id == read.profile_id);
            known.ok_or_else(|| format!("{} did not play", read.profile_id))?.check(read)?;
        }
        Ok(())
    }
}

impl SameOrLess for MatchPlayer {
    fn check(&self, other: &Self) -> Result<(), String> {
        if !other.civilization_is_guess && other.civilization_id != CivilizationId::UNKNOWN {
            same(&self.civilization_id, &other.civilization_id)?;
        }
        same_or_none(&self.side, &other.side)?;
        same_or_none(&self.outcome, &other.outcome)?;
        same_or_none(&self.old_rating, &other.old_rating)?;
        same_or_none(&self.new_rating, &other.new_rating)?;
        same_or_none(&self.xp_gained, &other.xp_gained)
    }
}

impl SameOrLess for Lobby {
    fn check(&self, other: &Self) -> Result<(), String> {
        same(&(self.matchtype_id, self.leaderboard_id), &(other.matchtype_id, other.leaderboard_id))?;
        same_or_none(&self.description, &other.description)?;
        // A started game does not become an open lobby again: see `store::live`.
        same(&true, &(self.started || !other.started))?;
        for read in &other.members {
            let known = self.members.iter().find(|known| known.profile_id == read.profile_id);
            let known = known.ok_or_else(|| format!("{} is not in it", read.profile_id))?;
            same_or_none(&known.side, &read.side)?;
            if read.civilization_id != CivilizationId::UNKNOWN {
                same(&known.civilization_id, &read.civilization_id)?;
            }
        }
        Ok(())
    }
}
