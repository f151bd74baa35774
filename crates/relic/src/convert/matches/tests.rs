//! Histories with every oddity we know of.

mod results;

use domain::id::{CivilizationId, LeaderboardId, SideId};
use serde_json::{Value, json};

use super::*;
use crate::blob::pack::options;

fn a_match() -> Value {
    json!({
        "id": 500, "mapname": "Marsh.rms", "matchtype_id": 6, "options": "", "description": "AUTOMATCH",
        "startgametime": 1_780_336_800, "completiontime": 1_780_338_600,
        "matchhistoryreportresults": [report(41, 1)],
        "matchhistorymember": [member(41)],
    })
}

fn report(profile_id: i64, resulttype: i64) -> Value {
    json!({"profile_id": profile_id, "resulttype": resulttype, "teamid": 0, "civilization_id": 0, "xpgained": 5})
}

fn member(profile_id: i64) -> Value {
    json!({
        "profile_id": profile_id, "civilization_id": 7, "teamid": 1, "outcome": 0,
        "oldrating": 1500, "newrating": 1516,
    })
}

fn with(mut row: Value, key: &str, value: impl Into<Value>) -> Value {
    row[key] = value.into();
    row
}

fn without(mut row: Value, key: &str) -> Value {
    row.as_object_mut().unwrap().remove(key);
    row
}

fn parse(matches: &[Value]) -> Rows<Match> {
    read(&json!({"matchHistoryStats": matches, "profiles": []}).to_string(), &MatchTypes::default()).unwrap()
}

fn match_from(row: Value) -> Match {
    let mut parsed = parse(&[row]);
    assert_eq!(parsed.rows.len(), 1);
    parsed.rows.remove(0)
}

/// The only player, with at most one row of each kind.
fn player_from(report: Option<Value>, member: Option<Value>) -> MatchPlayer {
    let row = with(a_match(), "matchhistoryreportresults", Value::from_iter(report));
    let mut found = match_from(with(row, "matchhistorymember", Value::from_iter(member)));
    assert_eq!(found.players.len(), 1);
    found.players.remove(0)
}

#[test]
fn every_field_of_a_match_is_read() {
    let row = with(a_match(), "options", options(&["10:10875"]));
    let expected = Match {
        match_id: domain::id::MatchId(500),
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LeaderboardId(3)),
        map_name: "Arabia".to_owned(),
        map_is_guess: false,
        description: Some("AUTOMATCH".to_owned()),
        started_at: "2026-06-01T18:00:00Z".parse().unwrap(),
        completed_at: Some("2026-06-01T18:30:00Z".parse().unwrap()),
        players: vec![MatchPlayer {
            profile_id: ProfileId(41),
            civilization_id: CivilizationId(7),
            civilization_is_guess: false,
            side: Some(SideId(0)),
            outcome: Some(Outcome::Win),
            old_rating: Some(1500),
            new_rating: Some(1516),
            xp_gained: Some(5),
        }],
    };
    assert_eq!(match_from(row), expected);
}

#[test]
fn a_match_without_a_completion_is_in_progress() {
    for row in [
        without(a_match(), "completiontime"),
        with(a_match(), "completiontime", 0),
        with(a_match(), "completiontime", Value::Null),
    ] {
        assert_eq!(match_from(row).completed_at, None);
    }
}

#[test]
fn an_end_before_the_start_gives_no_negative_duration() {
    let odd = match_from(with(a_match(), "completiontime", 1_780_336_000));
    assert_eq!(odd.completed_at, Some(odd.started_at), "over as soon as it began");
    assert_eq!(odd.started_at.unix_seconds(), 1_780_336_800, "a window goes by the start");
    let reports = json!([with(report(41, 1), "matchstartdate", 1_780_335_000)]);
    let found =
        match_from(with(with(a_match(), "completiontime", 1_780_336_000), "matchhistoryreportresults", reports));
    let span = (found.started_at.unix_seconds(), found.completed_at.unwrap().unix_seconds());
    assert_eq!(span, (1_780_335_000, 1_780_336_000), "the reports know a start before the end");
}

#[test]
fn the_start_comes_from_the_reports_if_the_match_has_none() {
    let dated = |dates: &[i64]| {
        let rows = dates.iter().zip(41..).map(|(date, id)| with(report(id, 1), "matchstartdate", *date));
        with(a_match(), "matchhistoryreportresults", Value::from_iter(rows))
    };
    let start = |row| match_from(row).started_at.unix_seconds();
    for nothing in [json!(0), json!(null), json!(-1), json!("soon")] {
        assert_eq!(start(with(dated(&[0, 1_780_336_805, 1_780_336_801]), "startgametime", nothing)), 1_780_336_801);
    }
    assert_eq!(start(without(dated(&[1_780_336_801]), "startgametime")), 1_780_336_801);
    assert_eq!(start(dated(&[1_780_000_000])), 1_780_336_800, "the match's own goes first");
}

#[test]
fn custom_games_have_no_ladder_and_keep_their_ratings() {
    let custom = match_from(with(with(a_match(), "matchtype_id", 0), "description", " "));
    assert_eq!((custom.leaderboard_id, custom.description), (None, None));
    assert_eq!((custom.players[0].old_rating, custom.players[0].new_rating), (Some(1500), Some(1516)));
    assert_eq!(custom.map_name, "Marsh");
    assert_eq!(match_from(with(a_match(), "matchtype_id", 7777)).leaderboard_id, None);
}

#[test]
fn the_member_row_has_the_civilization() {
    let civ = |report, member| player_from(report, member).civilization_id.0;
    let lying = || Some(with(report(41, 1), "civilization_id", 9));
    assert_eq!(civ(lying(), Some(member(41))), 7);
    assert_eq!(civ(lying(), Some(with(member(41), "civilization_id", 0))), 0, "0 is a civilization");
    assert_eq!(civ(lying(), Some(with(member(41), "civilization_id", -1))), -1, "no fallback past the row");
    assert_eq!(civ(lying(), Some(without(member(41), "civilization_id"))), -1);
    assert_eq!(civ(lying(), Some(with(without(member(41), "civilization_id"), "race_id", 8))), 8, "older");
    assert_eq!(civ(lying(), None), 9, "better than nothing");
    assert_eq!(civ(Some(with(without(report(41, 1), "civilization_id"), "race_id", 31)), None), 31);
    assert_eq!(civ(Some(json!({"profile_id": 41})), None), -1);
}

#[test]
fn the_report_row_has_the_outcome() {
    let outcome = |report, member| player_from(report, member).outcome;
    assert_eq!(outcome(Some(report(41, 1)), Some(member(41))), Some(Outcome::Win));
    assert_eq!(outcome(Some(report(41, 0)), None), Some(Outcome::Loss));
    for unknown in [-1, 2, 3, 4, 99] {
        assert_eq!(outcome(Some(report(41, unknown)), None), None, "{unknown}");
        assert_eq!(outcome(Some(report(41, unknown)), Some(member(41))), Some(Outcome::Loss), "the member row knows");
        let neither = Some(with(member(41), "outcome", unknown));
        assert_eq!(outcome(Some(report(41, unknown)), neither), None, "{unknown}");
    }
    assert_eq!(outcome(Some(without(report(41, 1), "resulttype")), Some(member(41))), Some(Outcome::Loss));
    assert_eq!(outcome(None, Some(member(41))), Some(Outcome::Loss));
    assert_eq!(outcome(None, Some(with(member(41), "outcome", 1))), Some(Outcome::Win));
}

#[test]
fn the_side_comes_from_either_row_or_is_missing() {
    let side = |report, member| player_from(report, member).side.map(|side| side.0);
    assert_eq!(side(Some(report(41, 1)), Some(member(41))), Some(0));
    assert_eq!(side(Some(with(report(41, 1), "teamid", Value::Null)), Some(member(41))), Some(1));
    assert_eq!(side(None, Some(member(41))), Some(1));
    assert_eq!(side(Some(with(report(41, 1), "teamid", -1)), None), None);
    assert_eq!(side(Some(without(report(41, 1), "teamid")), None), None);
}

#[test]
fn the_fuller_of_two_rows_of_one_player_is_kept() {
    let empty = json!({"profile_id": 41, "civilization_id": -1, "oldrating": 0, "newrating": 0});
    let newer = with(with(member(41), "newrating", 1530), "oldrating", Value::Null);
    for members in [json!([member(41), empty, newer]), json!([newer, empty, member(41)])] {
        let row = with(a_match(), "matchhistorymember", members);
        let player = match_from(row).players.remove(0);
        assert_eq!((player.old_rating, player.new_rating, player.civilization_id.0), (Some(1500), Some(1516), 7));
    }
}

#[test]
fn guesses_are_marked() {
    let guess = |report, member| player_from(report, member).civilization_is_guess;
    assert!(guess(Some(report(41, 1)), None));
    assert!(!guess(Some(report(41, 1)), Some(member(41))));
    assert!(match_from(a_match()).map_is_guess, "the options are empty");
    assert!(!match_from(with(a_match(), "options", options(&["10:10875"]))).map_is_guess);
}

#[test]
fn a_row_without_optional_parts_is_no_sign_of_drift() {
    let drift = |rows: &[Value]| parse(rows).tallies.drifted(|_| true);
    let nobody = with(with(a_match(), "matchhistoryreportresults", json!([])), "matchhistorymember", Value::Null);
    assert_eq!(
        drift(&[nobody, without(with(a_match(), "matchhistorymember", json!([])), "matchhistoryreportresults")]),
        None
    );
    assert_eq!(drift(&[json!(null), with(a_match(), "id", Value::Null), with(a_match(), "startgametime", 0)]), None);
    for unreadable in [json!(7), json!([]), without(a_match(), "id"), with(a_match(), "matchtype_id", "six")] {
        assert_eq!(drift(std::slice::from_ref(&unreadable)), Some("a usable match"), "{unreadable}");
        assert_eq!(drift(&[unreadable.clone(), a_match()]), None);
        assert_eq!(parse(std::slice::from_ref(&unreadable)).tallies.drifted(|_| false), None, "one is not enough");
        assert!(parse(&[unreadable.clone(), unreadable]).tallies.drifted(|_| false).is_some());
    }
}

#[test]
fn ratings_need_a_member_row_and_experience_a_report() {
    let reported = player_from(Some(report(41, 1)), None);
    assert_eq!((reported.old_rating, reported.new_rating, reported.xp_gained), (None, None, Some(5)));
    let member = player_from(None, Some(with(member(41), "newrating", Value::Null)));
    assert_eq!((member.old_rating, member.new_rating, member.xp_gained), (Some(1500), None, None));
}

#[test]
fn players_are_the_union_of_both_lists_each_once() {
    let row = with(a_match(), "matchhistoryreportresults", json!([report(43, 0), report(41, 0), report(41, 1)]));
    let row = with(row, "matchhistorymember", json!([member(42), with(member(43), "profile_id", "43")]));
    let players = match_from(row).players;
    let found: Vec<_> = players.iter().map(|player| (player.profile_id.0, player.outcome)).collect();
    assert_eq!(found, [(41, Some(Outcome::Win)), (42, Some(Outcome::Loss)), (43, Some(Outcome::Loss))]);
    assert_eq!(players[2].new_rating, Some(1516), "a text id is the same account");
}

#[test]
fn an_unusable_row_is_dropped_alone() {
    let row = with(a_match(), "matchhistoryreportresults", json!([null, report(41, 1), report(0, 1), 7]));
    let parsed = parse(&[
        json!(null),
        without(a_match(), "id"),
        with(a_match(), "id", -500),
        without(a_match(), "startgametime"),
        with(a_match(), "startgametime", 0),
        with(a_match(), "startgametime", i64::MAX),
        without(a_match(), "matchtype_id"),
        with(with(a_match(), "matchhistoryreportresults", json!([])), "matchhistorymember", Value::Null),
        row,
    ]);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(parsed.rows[0].players.len(), 1);
    assert_eq!(parsed.dropped, 8 + 3);
}

#[test]
fn names_are_returned_and_the_list_is_required() {
    let body = json!({"matchHistoryStats": [], "profiles": [{"profile_id": 9, "alias": "opponent"}, null]});
    let parsed = read(&body.to_string(), &MatchTypes::default()).unwrap();
    assert_eq!((parsed.aliases.len(), parsed.dropped), (1, 1));
    assert_eq!(parsed.aliases[0].alias, "opponent");
    let profiles = json!([{"profile_id": 9, "alias": "opponent"}]);
    for body in [json!({"profiles": profiles}), json!({"matchHistoryStats": {}, "profiles": profiles})] {
        let parsed = read(&body.to_string(), &MatchTypes::default()).unwrap();
        assert_eq!(parsed.incomplete, Some(Error::WrongShape { lacks: "matchHistoryStats" }), "{body}");
        assert_eq!(parsed.aliases.len(), 1, "what is whole is read");
    }
    let none = read(r#"{"matchHistoryStats":null,"profiles":[]}"#, &MatchTypes::default()).unwrap();
    assert_eq!((none.rows.len(), none.incomplete), (0, None), "an account that never played");
}
