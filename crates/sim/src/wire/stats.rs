//! `GetPersonalStat`: players and their rows on the leaderboards, joined by stat group.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;

use super::person::Person;
use super::{ResultCode, SUCCESS, bytes, scrambled};
use crate::ids::ProfileId;
use crate::ladder::Ladder;
use crate::profile::{Profile, Standing};
use crate::world::{Rank, World};

#[derive(Serialize)]
struct Body<'a> {
    result: ResultCode,
    #[serde(rename = "statGroups")]
    groups: Vec<StatGroup<'a>>,
    #[serde(rename = "leaderboardStats")]
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct StatGroup<'a> {
    id: i64,
    name: &'static str,
    #[serde(rename = "type")]
    kind: i64,
    members: [Person<'a>; 1],
}

#[derive(Serialize)]
struct Row {
    statgroup_id: i64,
    leaderboard_id: i64,
    wins: i64,
    losses: i64,
    streak: i64,
    disputes: i64,
    drops: i64,
    rank: i64,
    ranktotal: i64,
    ranklevel: i64,
    rating: i64,
    regionrank: i64,
    regionranktotal: i64,
    lastmatchdate: i64,
    highestrank: i64,
    highestranklevel: i64,
    highestrating: i64,
}

const UNRANKED: Rank = Rank { rank: -1, total: -1, region_rank: -1, region_total: -1 };

/// The answer about these players; players unknown to the world are left out.
#[must_use]
pub fn personal_stat(world: &World, ids: &BTreeSet<ProfileId>) -> Vec<u8> {
    let mut profiles: Vec<&Profile> = ids.iter().filter_map(|id| world.profile(*id)).collect();
    profiles.sort_by_key(|profile| scrambled(profile.id.0));
    let mut rows = Vec::new();
    for ladder in Ladder::SHOWN {
        let ranks = world.ranks(ladder);
        rows.extend(profiles.iter().filter_map(|one| row(one, ladder, &ranks)));
    }
    rows.sort_by_key(|row| scrambled(row.statgroup_id + row.leaderboard_id));
    bytes(&Body { result: SUCCESS, groups: profiles.into_iter().map(group).collect(), rows })
}

fn group(profile: &Profile) -> StatGroup<'_> {
    StatGroup { id: profile.statgroup_id(), name: "", kind: 1, members: [profile.into()] }
}

fn row(profile: &Profile, ladder: Ladder, ranks: &BTreeMap<ProfileId, Rank>) -> Option<Row> {
    let standing = profile.standings.get(&ladder)?;
    let rank = ranks.get(&profile.id).copied().unwrap_or(UNRANKED);
    Some(Row {
        statgroup_id: profile.statgroup_id(),
        leaderboard_id: ladder.leaderboard_id()?,
        wins: standing.wins,
        losses: standing.losses,
        streak: standing.streak,
        disputes: 0,
        drops: standing.drops,
        rank: rank.rank,
        ranktotal: rank.total,
        ranklevel: -1,
        rating: standing.rating,
        regionrank: rank.region_rank,
        regionranktotal: rank.region_total,
        lastmatchdate: standing.last_match.unwrap_or(0),
        highestrank: highest_rank(standing, rank),
        highestranklevel: if standing.is_ranked() { 1 } else { -1 },
        highestrating: standing.highest_rating,
    })
}

fn highest_rank(standing: &Standing, now: Rank) -> i64 {
    standing.highest_rank.map_or(now.rank, |best| best.min(now.rank))
}
