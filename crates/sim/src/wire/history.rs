//! `getRecentMatchHistory`: finished matches in no particular order, and an alias for every player.

mod match_row;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::value::RawValue;

use self::match_row::row;
use super::person::Person;
use super::{ResultCode, SUCCESS, bytes, raw, scrambled};
use crate::game::Match;
use crate::ids::ProfileId;
use crate::world::World;

#[derive(Serialize)]
struct Body<'a> {
    result: ResultCode,
    #[serde(rename = "matchHistoryStats")]
    matches: Vec<&'a RawValue>,
    profiles: Vec<Person<'a>>,
}

/// The last matches of these players.
#[must_use]
pub fn recent_match_history(world: &World, ids: &BTreeSet<ProfileId>) -> Vec<u8> {
    let mut matches = world.history_of(ids);
    matches.sort_by_key(|game| scrambled(game.id.0));
    let mut people: BTreeSet<ProfileId> = ids.clone();
    people.extend(matches.iter().flat_map(|game| &game.participants).map(|one| one.profile));
    bytes(&Body {
        result: SUCCESS,
        matches: matches.into_iter().map(rendered).collect(),
        profiles: people.iter().filter_map(|id| world.profile(*id).map(Person::from)).collect(),
    })
}

fn rendered(game: &Match) -> &RawValue {
    game.rendered.get_or_init(|| raw(&row(game)))
}
