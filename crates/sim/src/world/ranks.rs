//! Ranks, computed over all ranked rows whenever they are read.

use std::collections::BTreeMap;

use super::World;
use crate::ids::ProfileId;
use crate::ladder::Ladder;

/// A rank on a ladder, worldwide and in the player's region.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rank {
    /// 1 is the best.
    pub rank: i64,
    /// How many are ranked.
    pub total: i64,
    /// The rank among the region's players.
    pub region_rank: i64,
    /// How many players of the region are ranked.
    pub region_total: i64,
}

impl World {
    /// The ranked players of a ladder. Of equals, the older profile comes first.
    #[must_use]
    pub fn ranks(&self, ladder: Ladder) -> BTreeMap<ProfileId, Rank> {
        let ranked = self.best_first(ladder);
        let total = count(ranked.len());
        let mut by_region: BTreeMap<i64, i64> = BTreeMap::new();
        let mut ranks = BTreeMap::new();
        for (place, (_, id, region)) in ranked.iter().enumerate() {
            let region_rank = by_region.entry(*region).or_default();
            *region_rank += 1;
            let rank = Rank { rank: count(place) + 1, total, region_rank: *region_rank, region_total: 0 };
            ranks.insert(*id, rank);
        }
        for (_, id, region) in &ranked {
            if let Some(rank) = ranks.get_mut(id) {
                rank.region_total = by_region[region];
            }
        }
        ranks
    }

    fn best_first(&self, ladder: Ladder) -> Vec<(i64, ProfileId, i64)> {
        let mut ranked: Vec<_> = self
            .profiles
            .values()
            .filter_map(|profile| {
                let standing = profile.standings.get(&ladder)?;
                let row = (-standing.rating, profile.id, profile.region);
                standing.is_ranked().then_some(row)
            })
            .collect();
        ranked.sort_unstable();
        ranked
    }

    /// A player's rank, without sorting all players.
    #[must_use]
    pub fn rank(&self, id: ProfileId, ladder: Ladder) -> Option<i64> {
        let own = self.standing(id, ladder).filter(|row| row.is_ranked())?;
        let ahead = self.profiles.values().filter(|other| {
            other
                .standings
                .get(&ladder)
                .is_some_and(|row| row.is_ranked() && (-row.rating, other.id) < (-own.rating, id))
        });
        Some(count(ahead.count()) + 1)
    }
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
