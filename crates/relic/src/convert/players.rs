//! Converts personal stats: accounts and their ratings, which are joined by the groups' ids.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{LeaderboardId, ProfileId},
    player::{Player, PlayerStats, PolledRating, Rank},
};

use json_client::{Field, List, object};

use super::{non_negative, profile_id, time};
use crate::{Error, batch_result::Rows, reconcile, wire};

/// The lists of an answer.
pub(crate) const LISTS: [List; 2] =
    [List::new("statGroups", "members"), List::new("leaderboardStats", "leaderboard_id")];

/// Reads an answer of `GetPersonalStat`; players by profile id, ratings by ladder.
///
/// # Errors
/// [`Error::NotJson`] and [`Error::WrongShape`] when the answer is no object, or has no list of groups.
pub(crate) fn read(body: &str) -> Result<Rows<PlayerStats>, Error> {
    let answer: wire::PersonalStats<'_> = object(body)?;
    if let Some(lacks) = answer.stat_groups.lacks_list("statGroups") {
        return Err(lacks);
    }
    let mut rows = Rows::default();
    let groups = Groups::read(answer.stat_groups, &mut rows);
    let ratings = ratings(answer.leaderboard_stats, &groups, &mut rows);
    // The ratings of accounts without any are null. An answer without the key is incomplete.
    if !answer.leaderboard_stats.is_null() {
        rows.trouble = answer.leaderboard_stats.lacks_list("leaderboardStats");
    }
    let of = |profile_id| ratings.iter().filter(move |rating| rating.profile_id == profile_id).cloned().collect();
    let all = groups.players.into_iter().map(|player| PlayerStats { ratings: of(player.profile_id), player });
    rows.rows = reconcile::stats(all.collect());
    Ok(rows)
}

/// The accounts and teams that the groups stand for.
#[derive(Default)]
struct Groups {
    players: Vec<Player>,
    /// The accounts that are named for each group.
    claims: BTreeMap<i64, Vec<Claim>>,
    /// The groups of several accounts: arranged teams, whose ratings belong to no single account.
    teams: BTreeSet<i64>,
}

impl Groups {
    fn read(list: Field<'_>, rows: &mut Rows<PlayerStats>) -> Self {
        let mut groups = Self::default();
        let mut unreadable = 0;
        let listed: Vec<wire::StatGroup<'_>> = list.rows_and_strange(&mut rows.dropped, &mut unreadable);
        for group in listed {
            let members: Vec<wire::Profile<'_>> = group.members.rows(&mut rows.dropped);
            if is_team(group, members.len()) {
                groups.teams.extend(group.id.int());
                continue;
            }
            // A ladder's group has one member; any further ones are of no use.
            let member = members.first().copied().unwrap_or_default();
            match (group.id.int(), player(member)) {
                (Some(id), Some(player)) => groups.add(id, player, member.personal_statgroup_id.int()),
                _ => {
                    rows.dropped += 1;
                    let is_gap = members.is_empty() && group.members.list().is_some();
                    unreadable += usize::from(group.id.is_no_number() || !is_gap && member.profile_id.is_no_number());
                }
            }
        }
        rows.tallies.count("a usable account", groups.players.len(), unreadable);
        groups
    }

    fn add(&mut self, group: i64, player: Player, own_group: Option<i64>) {
        let claim = Claim { profile_id: player.profile_id, is_confirmed: own_group == Some(group) };
        self.claims.entry(group).or_default().push(claim);
        self.players.push(player);
    }

    /// The owner of a group's rating; `Err` when it is a team's or ambiguous, `None` when the group is unknown. If
    /// several accounts are named for a group, the owner is the one whose own group number is this one.
    fn owner(&self, group: i64) -> Result<Option<ProfileId>, Team> {
        if self.teams.contains(&group) {
            return Err(Team);
        }
        let claims = self.claims.get(&group).map_or(&[][..], Vec::as_slice);
        let accounts = |confirmed: bool| -> BTreeSet<_> {
            claims.iter().filter(|claim| claim.is_confirmed || !confirmed).map(|claim| claim.profile_id).collect()
        };
        let (all, confirmed) = (accounts(false), accounts(true));
        let accounts = if confirmed.is_empty() { all } else { confirmed };
        if accounts.len() > 1 { Err(Team) } else { Ok(accounts.first().copied()) }
    }
}

/// An account that is named as a group's only member.
#[derive(Clone, Copy)]
struct Claim {
    profile_id: ProfileId,
    /// Whether the account's own number of its group is this group's.
    is_confirmed: bool,
}

/// The rating belongs to a team, not to an account.
struct Team;

/// Type 1 is an account; 2 and more are arranged teams of as many.
fn is_team(group: wire::StatGroup<'_>, members: usize) -> bool {
    group.r#type.int().map_or(members > 1, |kind| kind != 1)
}

fn player(member: wire::Profile<'_>) -> Option<Player> {
    // The account's name contains the platform: `/steam/<id>` or `/xboxlive/<id>`.
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
        // An empty tag means that there is no clan.
        clan_name: member.clanlist_name.text().or_else(|| member.clanlist_name.string().map(|_| String::new())),
        region_id: non_negative(member.leaderboardregion_id.int()),
        level: non_negative(member.level.int()),
        xp: non_negative(member.xp.int()),
    })
}

fn ratings(list: Field<'_>, groups: &Groups, rows: &mut Rows<PlayerStats>) -> Vec<PolledRating> {
    let mut unreadable = 0;
    let listed: Vec<wire::LeaderboardStat<'_>> = list.rows_and_strange(&mut rows.dropped, &mut unreadable);
    let mut ratings = Vec::new();
    for stat in listed {
        let owner = match stat.statgroup_id.int().map(|group| groups.owner(group)) {
            Some(Err(Team)) => continue,
            Some(Ok(owner)) => owner,
            None => None,
        };
        match owner.and_then(|owner| rating(stat, owner)) {
            Some(rating) => ratings.push(rating),
            None => {
                rows.dropped += 1;
                unreadable +=
                    usize::from([stat.statgroup_id, stat.leaderboard_id, stat.rating].iter().any(|f| f.is_no_number()));
            }
        }
    }
    rows.tallies.count("a usable rating", ratings.len(), unreadable);
    ratings
}

/// Reads a rating; a row without a ladder or a rating is unusable.
fn rating(stat: wire::LeaderboardStat<'_>, profile_id: ProfileId) -> Option<PolledRating> {
    let current_rating = stat.rating.int()?;
    // Unranked accounts have rank -1; nobody is at 0.
    let rank = |field: Field<'_>| field.int().map(|rank| if rank > 0 { Rank::At(rank) } else { Rank::Unranked });
    Some(PolledRating {
        profile_id,
        leaderboard_id: non_negative(stat.leaderboard_id.int()).map(LeaderboardId)?,
        current_rating,
        // `highestrating` can be 0, or below the current rating.
        max_rating: stat.highestrating.int().map(|highest| highest.max(current_rating)),
        wins: non_negative(stat.wins.int()),
        losses: non_negative(stat.losses.int()),
        streak: stat.streak.int(),
        drops: non_negative(stat.drops.int()),
        rank: rank(stat.rank),
        rank_total: non_negative(stat.ranktotal.int()),
        region_rank: rank(stat.regionrank),
        region_rank_total: non_negative(stat.regionranktotal.int()),
        // 0 for accounts that never played.
        last_match_at: time(stat.lastmatchdate),
    })
}

#[cfg(test)]
mod tests;
