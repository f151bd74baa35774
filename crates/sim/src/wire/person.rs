//! A player, as in every list of people.

use serde::Serialize;

use crate::profile::Profile;

#[derive(Serialize)]
pub(super) struct Person<'a> {
    profile_id: i64,
    name: &'a str,
    alias: &'a str,
    personal_statgroup_id: i64,
    xp: i64,
    level: i64,
    leaderboardregion_id: i64,
    country: &'a str,
    clanlist_name: &'a str,
}

impl<'a> From<&'a Profile> for Person<'a> {
    fn from(profile: &'a Profile) -> Self {
        Self {
            profile_id: profile.id.0,
            name: &profile.name,
            alias: &profile.alias,
            personal_statgroup_id: profile.statgroup_id(),
            xp: profile.xp,
            level: profile.level,
            leaderboardregion_id: profile.region,
            country: &profile.country,
            clanlist_name: &profile.clan,
        }
    }
}
