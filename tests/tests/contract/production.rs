//! Bodies recorded from the predecessor's real event are read and written back as they were.

use std::fs;

use domain::{
    civ_stats::CivStats,
    head_to_head::HeadToHeadMatch,
    history::StandingsHistory,
    progression::PlayerProgression,
    standings::StandingRow,
    summary::TournamentSummary,
    team_standings::TeamStandingRow,
    view::{envelope::ListEnvelope, reference::CivilizationRead, tournaments::TournamentRead},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::openapi::reference;

/// Fields that the recorded bodies predate, with what is understood of their absence.
fn younger() -> [(&'static str, Value); 6] {
    [
        ("rank_by", json!("peak_rating")),
        ("opponents", json!([])),
        // Ranking by the current rating, and games of more than two.
        ("highest_current_rating", Value::Null),
        ("current_rating", Value::Null),
        ("combined_current_elo", Value::Null),
        ("team_id", Value::Null),
    ]
}

/// Removes from `ours` what `recorded` predates, wherever it stands.
fn forget_younger(ours: &mut Value, recorded: &Value) {
    match (ours, recorded) {
        (Value::Object(ours), Value::Object(recorded)) => {
            for (name, default) in younger() {
                if !recorded.contains_key(name) && ours.get(name) == Some(&default) {
                    ours.remove(name);
                }
            }
            for (name, field) in ours {
                forget_younger(field, &recorded.get(name).cloned().unwrap_or_default());
            }
        }
        (Value::Array(ours), Value::Array(recorded)) => {
            ours.iter_mut().zip(recorded).for_each(|(ours, recorded)| forget_younger(ours, recorded));
        }
        _ => {}
    }
}

fn reads_and_writes<T: DeserializeOwned + Serialize>(name: &str) {
    let text = fs::read_to_string(reference().join("contract/production").join(name)).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    let mut ours = serde_json::to_value(read).unwrap();
    forget_younger(&mut ours, &recorded);
    assert!(ours == recorded, "{name} differs:\n{}", first_difference(&ours, &recorded, "").unwrap_or_default());
}

/// Where two values first differ: bodies are too long to print.
fn first_difference(ours: &Value, recorded: &Value, at: &str) -> Option<String> {
    match (ours, recorded) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys());
            let null = Value::Null;
            let of = |fields: &'_ serde_json::Map<String, Value>, name: &str| fields.get(name).unwrap_or(&null).clone();
            let differs = |name: &String| a.contains_key(name) != b.contains_key(name);
            names.into_iter().find_map(|name| {
                let inner = format!("{at}/{name}");
                if differs(name) { Some(inner) } else { first_difference(&of(a, name), &of(b, name), &inner) }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(i, (a, b))| first_difference(a, b, &format!("{at}/{i}")))
        }
        _ => (ours != recorded).then(|| format!("{at}: {ours} instead of {recorded}")),
    }
}

#[test]
#[ignore = "needs the reference folder"]
fn a_tournament_is_read_and_written_as_it_was() {
    reads_and_writes::<TournamentRead>("tournament.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_tournaments_are_read_and_written_as_they_were() {
    reads_and_writes::<Vec<TournamentRead>>("tournaments.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_standings_are_read_and_written_as_they_were() {
    reads_and_writes::<ListEnvelope<StandingRow>>("standings.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_civilizations_are_read_and_written_as_they_were() {
    reads_and_writes::<ListEnvelope<CivilizationRead>>("civilizations.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_teams_standings_are_read_and_written_as_they_were() {
    reads_and_writes::<ListEnvelope<TeamStandingRow>>("teams-standings.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_history_is_read_and_written_as_it_was() {
    reads_and_writes::<StandingsHistory>("standings-history.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_summary_is_read_and_written_as_it_was() {
    reads_and_writes::<TournamentSummary>("summary.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_civilization_statistics_are_read_and_written_as_they_were() {
    reads_and_writes::<CivStats>("civ-stats.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_games_between_entrants_are_read_and_written_as_they_were() {
    reads_and_writes::<ListEnvelope<HeadToHeadMatch>>("head-to-head.json");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_progression_is_read_and_written_as_it_was() {
    reads_and_writes::<ListEnvelope<PlayerProgression>>("progression.json");
}
