//! What the upstream shows of a series, read from its answers.

use std::collections::BTreeMap;

use serde_json::Value;
use sim::{MatchId, ProfileId, World, wire};

/// A match in a history.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) match_type: i64,
    pub(super) title: String,
    pub(super) started: i64,
    pub(super) completed: i64,
    /// Side, account and result of each player.
    parts: Vec<(i64, i64, i64)>,
}

impl Shown {
    pub(super) fn length(&self) -> i64 {
        self.completed - self.started
    }

    /// The accounts of each side.
    pub(super) fn sides(&self) -> Vec<Vec<i64>> {
        let mut sides: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (side, profile, _) in &self.parts {
            sides.entry(*side).or_default().push(*profile);
        }
        sides.into_values().collect()
    }

    pub(super) fn has_outcome(&self) -> bool {
        let known = self.parts.iter().filter(|(.., result)| [0, 1].contains(result)).count();
        assert!(known == 0 || known == self.parts.len(), "{self:?}");
        known > 0
    }

    /// The side that won.
    pub(super) fn winner(&self) -> Option<i64> {
        let mut winners: Vec<i64> =
            self.parts.iter().filter(|(.., result)| *result == 1).map(|(side, ..)| *side).collect();
        winners.dedup();
        assert!(winners.len() <= 1, "{self:?}");
        winners.first().copied()
    }
}

fn history(world: &World) -> Vec<Value> {
    let everyone = world.profiles().map(|one| one.id).collect();
    let body: Value = serde_json::from_slice(&wire::recent_match_history(world, &everyone)).expect("JSON");
    body["matchHistoryStats"].as_array().expect("a list").clone()
}

fn number(row: &Value, field: &str) -> i64 {
    row[field].as_i64().expect("a number")
}

/// A finished match; none while no history shows it.
pub(super) fn shown(world: &World, id: MatchId) -> Option<Shown> {
    let row = history(world).into_iter().find(|row| row["id"] == id.0)?;
    let reports = row["matchhistoryreportresults"].as_array().expect("a list");
    let members = row["matchhistorymember"].as_array().expect("a list");
    for (report, member) in reports.iter().zip(members) {
        assert_eq!(report["resulttype"], member["outcome"]);
    }
    let part = |row| (number(row, "teamid"), number(row, "profile_id"), number(row, "resulttype"));
    Some(Shown {
        match_type: number(&row, "matchtype_id"),
        title: row["description"].as_str().expect("text").to_owned(),
        started: number(&row, "startgametime"),
        completed: number(&row, "completiontime"),
        parts: reports.iter().map(part).collect(),
    })
}

/// A listed lobby: its id, its state, and who is in it.
pub(super) struct Listed {
    pub(super) id: MatchId,
    pub(super) state: i64,
    pub(super) match_type: i64,
    pub(super) players: Vec<i64>,
}

/// The lobbies with any of these players.
pub(super) fn lobbies_with(world: &World, players: &[ProfileId]) -> Vec<Listed> {
    let body: Value = serde_json::from_slice(&wire::advertisements(world, 0, 100)).expect("JSON");
    let rows = body["matches"].as_array().expect("a list").iter().map(|row| Listed {
        id: MatchId(number(row, "id")),
        state: number(row, "state"),
        match_type: number(row, "matchtype_id"),
        players: row["matchmembers"].as_array().expect("a list").iter().map(|one| number(one, "profile_id")).collect(),
    });
    rows.filter(|row| players.iter().any(|player| row.players.contains(&player.0))).collect()
}
