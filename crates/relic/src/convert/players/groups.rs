//! The groups of an answer, by whose ids ratings are joined to accounts.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::ProfileId,
    player::{Player, PlayerStats},
};
use json_client::Field;

use super::wire::StatGroup;
use crate::{
    batch_result::Rows,
    convert::{non_negative, profile_id},
};

/// The rows of a group, with the upstream's field names.
mod wire {
    json_client::rows! {
        /// One of a group's `members`.
        Member {
            profile_id, name, alias, personal_statgroup_id, xp, level, leaderboardregion_id, country, clanlist_name,
        }
    }
}

/// The accounts and teams that the groups stand for.
#[derive(Default)]
pub(super) struct StatGroups {
    pub(super) players: Vec<Player>,
    /// The accounts that are named for each group.
    accounts: BTreeMap<i64, Vec<NamedAccount>>,
    /// The groups of several accounts: arranged teams, whose ratings belong to no single account.
    teams: BTreeSet<i64>,
}

impl StatGroups {
    pub(super) fn read(list: Field<'_>, rows: &mut Rows<PlayerStats>) -> Self {
        let mut groups = Self::default();
        let mut unreadable = 0;
        let listed: Vec<StatGroup<'_>> = list.rows_and_strange(&mut rows.dropped, &mut unreadable);
        for group in listed {
            let members: Vec<wire::Member<'_>> = group.members.rows(&mut rows.dropped);
            if is_team(group, members.len()) {
                groups.teams.extend(group.id.int());
                continue;
            }
            // A ladder's group has one member; any further ones are ignored.
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
        let account = NamedAccount { profile_id: player.profile_id, is_confirmed: own_group == Some(group) };
        self.accounts.entry(group).or_default().push(account);
        self.players.push(player);
    }

    /// The owner of a group's rating; `Err` when it is a team's or ambiguous, `None` when the group is unknown. If
    /// several accounts are named for a group, the owner is the one whose own group number is this one.
    pub(super) fn owner(&self, group: i64) -> Result<Option<ProfileId>, Team> {
        if self.teams.contains(&group) {
            return Err(Team);
        }
        let accounts = self.accounts.get(&group).map_or(&[][..], Vec::as_slice);
        let accounts = |confirmed: bool| -> BTreeSet<_> {
            accounts
                .iter()
                .filter(|account| account.is_confirmed || !confirmed)
                .map(|account| account.profile_id)
                .collect()
        };
        let (all, confirmed) = (accounts(false), accounts(true));
        let accounts = if confirmed.is_empty() { all } else { confirmed };
        if accounts.len() > 1 { Err(Team) } else { Ok(accounts.first().copied()) }
    }
}

/// An account that is named as a group's only member.
#[derive(Clone, Copy)]
struct NamedAccount {
    profile_id: ProfileId,
    /// Whether the account's own number of its group is this group's.
    is_confirmed: bool,
}

/// The rating belongs to a team, not to an account.
pub(super) struct Team;

/// Type 1 is an account; 2 and more are arranged teams of as many.
fn is_team(group: StatGroup<'_>, members: usize) -> bool {
    group.r#type.int().map_or(members > 1, |kind| kind != 1)
}

fn player(member: wire::Member<'_>) -> Option<Player> {
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
