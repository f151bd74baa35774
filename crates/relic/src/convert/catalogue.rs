//! The catalogue: ladders, the kinds of match that count for them, and civilizations.

use std::collections::BTreeMap;

use domain::{
    id::{CivilizationId, LeaderboardId, MatchTypeId},
    reference::{Catalogue, Civilization, Leaderboard},
};

use json_client::{Field, object, run_blocking};

use super::non_negative;
use crate::{Error, match_types::CUSTOM, relic::Relic};

/// The rows of an answer, with the upstream's field names.
mod wire {
    json_client::rows! {
        /// `leaderboard/getAvailableLeaderboards`.
        AvailableLeaderboards { leaderboards, races }
        /// One of `leaderboards`.
        Leaderboard { id, name, isranked, leaderboardmap, matchtypes }
        /// One of a ladder's `leaderboardmap` (`matchtype_id`) or `matchtypes` (`id`).
        MatchTypeEntry { matchtype_id, id }
        /// One of `races`.
        Race { id, name }
    }
}

impl Relic {
    /// Ladders, match types and civilizations.
    ///
    /// # Errors
    /// [`Error::EmptyCatalogue`] when any of the three is missing: the caller should keep the last good one.
    pub async fn catalogue(&self) -> Result<Catalogue, Error> {
        let body = self.transport.get("leaderboard/getAvailableLeaderboards", &[], &[]).await?;
        let (catalogue, dropped) = run_blocking(move || read(&body.text)).await?;
        if dropped > 0 {
            tracing::warn!(dropped, "rows of the catalogue were unusable and skipped");
        }
        Ok(catalogue)
    }
}

/// Reads an answer of `getAvailableLeaderboards`; also returns the number of unusable rows.
///
/// An empty catalogue is an error, because it would reset every standing to zero, which once happened.
pub(crate) fn read(body: &str) -> Result<(Catalogue, usize), Error> {
    let answer: wire::AvailableLeaderboards<'_> = object(body)?;
    let mut dropped = 0;
    let mut leaderboards = BTreeMap::new();
    let mut match_types = BTreeMap::new();
    for row in answer.leaderboards.rows(&mut dropped) {
        let Some(leaderboard) = leaderboard(row) else {
            dropped += 1;
            continue;
        };
        for kind in kinds(row, &mut dropped) {
            // Two ladders for one kind of match are not known to occur; the first would stay.
            match_types.entry(kind).or_insert(leaderboard.leaderboard_id);
        }
        leaderboards.insert(leaderboard.leaderboard_id, leaderboard);
    }
    let civilizations = civilizations(answer.races, &mut dropped);
    let catalogue = Catalogue {
        leaderboards: leaderboards.into_values().collect(),
        civilizations: civilizations.into_values().collect(),
        match_types,
    };
    refuse_empty(&catalogue)?;
    Ok((catalogue, dropped))
}

fn refuse_empty(catalogue: &Catalogue) -> Result<(), Error> {
    let lacks = if catalogue.leaderboards.is_empty() {
        "leaderboards"
    } else if catalogue.match_types.is_empty() {
        "match types"
    } else if catalogue.civilizations.is_empty() {
        "civilizations"
    } else {
        return Ok(());
    };
    Err(Error::EmptyCatalogue { lacks })
}

fn leaderboard(row: wire::Leaderboard<'_>) -> Option<Leaderboard> {
    let id = non_negative(row.id.int())?;
    Some(Leaderboard {
        leaderboard_id: LeaderboardId(id),
        // The name is no key: a ladder without one still has its kinds of match.
        name: row.name.text().unwrap_or_else(|| id.to_string()),
        is_ranked: row.isranked.int().is_some_and(|ranked| ranked != 0),
    })
}

/// The kinds of match that count for a ladder: `leaderboardmap` lists `{matchtype_id}`, the older `matchtypes` numbers
/// or `{id}`. Custom games count for none.
fn kinds(row: wire::Leaderboard<'_>, dropped: &mut usize) -> Vec<MatchTypeId> {
    let mut kinds = Vec::new();
    for list in [row.leaderboardmap, row.matchtypes] {
        for entry in list.list().unwrap_or_default() {
            match kind(entry).and_then(|kind| non_negative(Some(kind))) {
                Some(kind) => kinds.push(MatchTypeId(kind)),
                None => *dropped += 1,
            }
        }
    }
    kinds.retain(|&kind| kind != CUSTOM);
    kinds
}

fn kind(entry: Field<'_>) -> Option<i64> {
    let number = entry.int();
    number.or_else(|| {
        let entry: wire::MatchTypeEntry<'_> = entry.row()?;
        entry.matchtype_id.int().or(entry.id.int())
    })
}

fn civilizations(races: Field<'_>, dropped: &mut usize) -> BTreeMap<CivilizationId, Civilization> {
    let mut civilizations = BTreeMap::new();
    for race in races.rows::<wire::Race<'_>>(dropped) {
        // 0 is a valid civilization.
        match (non_negative(race.id.int()).map(CivilizationId), race.name.text()) {
            (Some(civilization_id), Some(name)) => {
                civilizations.insert(civilization_id, Civilization { civilization_id, name });
            }
            _ => *dropped += 1,
        }
    }
    civilizations
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(leaderboards: &Value, races: &Value) -> Result<(Catalogue, usize), Error> {
        read(&json!({"leaderboards": leaderboards, "races": races}).to_string())
    }

    fn ladder(catalogue: &Catalogue, kind: i64) -> Option<i64> {
        catalogue.match_types.get(&MatchTypeId(kind)).map(|ladder| ladder.0)
    }

    #[test]
    fn both_generations_of_match_types_are_read() {
        let (catalogue, dropped) = parse(
            &json!([
                {"id": 4, "name": "TEAM", "isranked": 1,
                 "leaderboardmap": [{"matchtype_id": 7, "civilization_id": -1}, {"matchtype_id": "8"}]},
                {"id": 3, "name": "SOLO", "isranked": true, "matchtypes": [6, "66"]},
                {"id": 5, "isranked": 0, "matchtypes": [{"id": 10}]},
                {"id": 0, "name": "CUSTOM", "leaderboardmap": [{"matchtype_id": 0}]},
            ]),
            &json!([{"id": 1, "name": "Berbers"}, {"id": 0, "name": "Aztecs"}]),
        )
        .unwrap();
        let kinds = [7, 8, 6, 66, 10, 0].map(|kind| ladder(&catalogue, kind));
        assert_eq!(kinds, [Some(4), Some(4), Some(3), Some(3), Some(5), None]);
        let ladders = catalogue.leaderboards.iter();
        let ladders: Vec<_> =
            ladders.map(|ladder| (ladder.leaderboard_id.0, ladder.name.as_str(), ladder.is_ranked)).collect();
        assert_eq!(ladders, [(0, "CUSTOM", false), (3, "SOLO", true), (4, "TEAM", true), (5, "5", false)]);
        let names: Vec<_> = catalogue.civilizations.iter().map(|civ| civ.name.as_str()).collect();
        assert_eq!(names, ["Aztecs", "Berbers"]);
        assert_eq!(dropped, 0);
    }

    #[test]
    fn unusable_rows_are_counted() {
        let (catalogue, dropped) = parse(
            &json!([null, {"id": -1}, {"id": 3, "leaderboardmap": [null, {"matchtype_id": -1}, {"matchtype_id": 6}]}]),
            &json!([null, {"id": 1}, {"name": "Nobody"}, {"id": 2, "name": "Britons"}]),
        )
        .unwrap();
        assert_eq!((catalogue.leaderboards.len(), catalogue.civilizations.len()), (1, 1));
        assert_eq!(ladder(&catalogue, 6), Some(3));
        assert_eq!(dropped, 4 + 3);
    }

    #[test]
    fn an_empty_catalogue_is_an_error() {
        let ladders = json!([{"id": 3, "leaderboardmap": [{"matchtype_id": 6}]}]);
        let races = json!([{"id": 0, "name": "Aztecs"}]);
        assert!(parse(&ladders, &races).is_ok());
        for (ladders, races, lacks) in [
            (&json!([]), &races, "leaderboards"),
            (&json!([null]), &races, "leaderboards"),
            (&Value::Null, &races, "leaderboards"),
            (&json!([{"id": 3}]), &races, "match types"),
            (&json!([{"id": 3, "leaderboardmap": []}]), &races, "match types"),
            (&json!([{"id": 0, "matchtypes": [0]}]), &races, "match types"),
            (&ladders, &json!([]), "civilizations"),
            (&ladders, &Value::Null, "civilizations"),
        ] {
            assert_eq!(parse(ladders, races).unwrap_err(), Error::EmptyCatalogue { lacks });
        }
    }
}
