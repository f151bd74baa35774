//! What the upstream has, a file for each endpoint: how it is requested, its rows, and their conversion to domain
//! types. Every oddity of the payloads is handled here, with the fact that it rests on. The conversion is pure
//! functions.

pub(crate) mod catalogue;
pub(crate) mod lobbies;
mod map;
pub(crate) mod matches;
mod outcomes;
pub(crate) mod players;

#[cfg(test)]
mod oddities;

use domain::{
    clock::Timestamp,
    id::{CivilizationId, EntryId, MatchId, ProfileId, SideId},
    player::Alias,
};

use json_client::Field;

use crate::wire;

/// An account's number. From [`EntryId::FIRST`] up, a number means a roster entry; the upstream's have 32 bits.
fn profile_id(number: Option<i64>) -> Option<ProfileId> {
    number.map(ProfileId).filter(|id| (1..EntryId::FIRST.0).contains(&id.0))
}

fn match_id(field: Field<'_>) -> Option<MatchId> {
    field.int().filter(|&id| id > 0).map(MatchId)
}

/// Seconds since 1970; 0 and -1 stand for never. Five-digit years are garbage that RFC 3339 cannot express.
fn time(field: Field<'_>) -> Option<Timestamp> {
    const YEAR_10000: i64 = 253_402_300_800;
    let seconds = field.int().filter(|seconds| (1..YEAR_10000).contains(seconds))?;
    Timestamp::from_unix_seconds(seconds)
}

/// A number that is never negative: the upstream sends -1 for none.
fn non_negative(number: Option<i64>) -> Option<i64> {
    number.filter(|&number| number >= 0)
}

/// A side; 0 is valid.
fn side(number: Option<i64>) -> Option<SideId> {
    non_negative(number).map(SideId)
}

/// A civilization; 0 is valid. `race_id` is the older name of the key.
fn civilization(civilization_id: Option<i64>, race_id: Option<i64>) -> CivilizationId {
    non_negative(civilization_id.or(race_id)).map_or(CivilizationId::UNKNOWN, CivilizationId)
}

/// The names of all accounts that a payload lists, opponents included. Blank names are common and do not count as
/// unusable rows.
fn aliases(profiles: Field<'_>, dropped: &mut usize) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for profile in profiles.rows::<wire::Profile<'_>>(dropped) {
        match (profile_id(profile.profile_id.int()), profile.alias.text()) {
            (Some(profile_id), Some(alias)) => aliases.push(Alias { profile_id, alias }),
            (None, _) => *dropped += 1,
            (Some(_), None) => {}
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(json: &str) -> Field<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_out_of_range_are_no_ids() {
        for number in [i64::MIN, -1, 0, EntryId::FIRST.0, i64::MAX] {
            assert_eq!(profile_id(Some(number)), None, "{number}");
        }
        assert_eq!(profile_id(Some(1)), Some(ProfileId(1)));
        assert_eq!(match_id(field("\"12\"")), Some(MatchId(12)));
        assert_eq!(match_id(field("-1")), None);
    }

    #[test]
    fn times_out_of_range_are_none() {
        for json in ["null", "-1", "0", "253402300800", "9223372036854775807", "\"yesterday\""] {
            assert_eq!(time(field(json)), None, "{json}");
        }
        assert_eq!(time(field("253402300799")).unwrap().to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn zero_is_a_civilization_and_a_side() {
        assert_eq!(civilization(Some(0), Some(4)), CivilizationId(0));
        assert_eq!(civilization(None, Some(4)), CivilizationId(4));
        assert_eq!(civilization(Some(-1), Some(4)), CivilizationId::UNKNOWN);
        assert_eq!(civilization(None, None), CivilizationId::UNKNOWN);
        assert_eq!(side(Some(0)), Some(SideId(0)));
        assert_eq!(side(Some(-1)), None);
    }

    #[test]
    fn every_account_with_a_name_is_kept() {
        let mut dropped = 0;
        let profiles = r#"[{"profile_id":1,"alias":"ada"},{"profile_id":2,"alias":" "},{"profile_id":3},
            null,{"alias":"nobody"},{"profile_id":"4","alias":"b\u0000o"},{"profile_id":5,"alias":"\ud800"}]"#;
        let names: Vec<_> =
            aliases(field(profiles), &mut dropped).into_iter().map(|alias| (alias.profile_id.0, alias.alias)).collect();
        assert_eq!(names, [(1, "ada".to_owned()), (4, "bo".to_owned())]);
        assert_eq!(dropped, 2);
    }
}
