//! Personal stats: accounts and their ratings, which only the groups' numbers tie together.

use std::collections::BTreeMap;

use domain::{
    id::{LeaderboardId, ProfileId},
    player::{Player, PlayerStats, Rating},
};

use super::{profile_id, refuse_useless, time, told};
use crate::{
    Error,
    gathered::Rows,
    wire::{self, Field},
};

/// Reads an answer of `GetPersonalStat`; players by profile id, ratings by ladder.
pub(crate) fn read(body: &str) -> Result<Rows<PlayerStats>, Error> {
    let answer: wire::PersonalStats<'_> = wire::object(body)?;
    let mut dropped = 0;
    let groups: Vec<wire::StatGroup<'_>> = answer.stat_groups.needed_rows("statGroups", &mut dropped)?;
    let listed = groups.len() + dropped;
    let stats = answer.leaderboard_stats.needed_rows("leaderboardStats", &mut dropped)?;

    // Groups come in any order. An account listed twice: the later row wins.
    let mut owners: BTreeMap<i64, ProfileId> = BTreeMap::new();
    let mut players: BTreeMap<ProfileId, PlayerStats> = BTreeMap::new();
    for group in groups {
        let Some((group_id, player)) = group_owner(group, &mut dropped) else {
            dropped += 1;
            continue;
        };
        owners.insert(group_id, player.profile_id);
        players.insert(player.profile_id, PlayerStats { player, ratings: vec![] });
    }
    let mut ratings: BTreeMap<(ProfileId, LeaderboardId), Rating> = BTreeMap::new();
    for stat in stats {
        match rating(stat, &owners) {
            Some(rating) => _ = ratings.insert((rating.profile_id, rating.leaderboard_id), rating),
            None => dropped += 1,
        }
    }
    for rating in ratings.into_values() {
        if let Some(stats) = players.get_mut(&rating.profile_id) {
            stats.ratings.push(rating);
        }
    }
    let rows: Vec<PlayerStats> = players.into_values().collect();
    refuse_useless(&rows, listed, "a usable account")?;
    Ok(Rows { rows, aliases: vec![], dropped })
}

/// The group's number and its first member: ratings belong to a group, and a ladder's group has one.
fn group_owner(group: wire::StatGroup<'_>, dropped: &mut usize) -> Option<(i64, Player)> {
    let members: Vec<wire::Profile<'_>> = group.members.rows(dropped);
    let member = members.into_iter().next()?;
    Some((group.id.int()?, player(member)?))
}

fn player(member: wire::Profile<'_>) -> Option<Player> {
    // The account's name tells the platform: `/steam/<id>` or `/xboxlive/<id>`.
    let name = member.name.text().unwrap_or_default();
    let on = |platform: &str| {
        let id = name.strip_prefix(platform)?.trim();
        (!id.is_empty()).then(|| id.to_owned())
    };
    Some(Player {
        profile_id: profile_id(member.profile_id.int())?,
        alias: member.alias.text(),
        steam_id: on("/steam/"),
        xbox_id: on("/xboxlive/"),
        country: member.country.text().map(|country| country.trim().to_lowercase()),
        clan_name: member.clanlist_name.text(),
        region_id: told(member.leaderboardregion_id.int()),
        level: told(member.level.int()),
        xp: told(member.xp.int()),
    })
}

/// A row without a ladder, a rating or a known group says nothing.
fn rating(stat: wire::LeaderboardStat<'_>, owners: &BTreeMap<i64, ProfileId>) -> Option<Rating> {
    let current_rating = stat.rating.int()?;
    let count = |field: Field<'_>| field.int().unwrap_or(0);
    // The unranked have rank -1; nobody is at 0.
    let rank = |field: Field<'_>| field.int().filter(|&rank| rank > 0);
    Some(Rating {
        profile_id: *owners.get(&stat.statgroup_id.int()?)?,
        leaderboard_id: told(stat.leaderboard_id.int()).map(LeaderboardId)?,
        current_rating,
        // `highestrating` can be missing, 0, or behind the rating.
        max_rating: count(stat.highestrating).max(current_rating),
        wins: count(stat.wins),
        losses: count(stat.losses),
        streak: count(stat.streak),
        drops: count(stat.drops),
        rank: rank(stat.rank),
        rank_total: told(stat.ranktotal.int()),
        region_rank: rank(stat.regionrank),
        region_rank_total: told(stat.regionranktotal.int()),
        // 0 for those who never played.
        last_match_at: time(stat.lastmatchdate),
    })
}

#[cfg(test)]
mod tests;
