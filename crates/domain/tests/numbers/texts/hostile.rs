//! Ten thousand hostile names: every text stays one short line, begins no command, and mentions nobody.

use domain::{
    broadcast::Broadcast,
    calendar::calendar,
    id::{CivilizationId, MatchId, MatchTypeId, ProfileId, SideId},
    matches::MatchState,
    name::printable,
    text::{LINE_UNITS, StandingsText, leader, live, next, no_such_text, no_tournament, players},
    tournament::RankBy,
    view::matches::{MatchPlayerRead, MatchRead},
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::json;

use super::{NOW, team_texts};
use crate::fixture::{Fixture, at};

const NAMES: usize = 10_000;

/// Fragments that have a meaning for a chat, a bot, a calendar or a terminal.
const PIECES: [&str; 32] = [
    "/ban x",
    ".timeout",
    "!so",
    "@everyone",
    "@here",
    "<@&1>",
    "$(urlfetch x)",
    "${customapi.x}",
    "\r\n",
    "\n",
    "\u{2028}",
    "\u{85}",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{200b}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "a\u{337}\u{337}\u{337}\u{337}\u{337}",
    "👩‍❤️‍💋‍👨",
    "\u{1}ACTION",
    "END:VCALENDAR",
    "\\n;,:",
    "]]>",
    "<b>&amp;",
    "\u{10ffff}",
    " ",
    "\u{3000}",
    "[aM]",
];

fn names() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        "\\PC{0,12}",
        any::<String>(),
        "[a-z]{1,60}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn is_harmless(line: &str) -> bool {
    let begins_none = !line.starts_with(['/', '.', '!', '$', '?', '-', '+', '#', ' ']);
    let is_plain = !line.contains('@') && !line.contains("$(") && !line.contains("${");
    !line.is_empty() && line.encode_utf16().count() <= LINE_UNITS && begins_none && is_plain && printable(line) == line
}

fn cup(names: &[String]) -> Fixture {
    let mut fixture = Fixture::ranked_by(RankBy::PeakRating)
        .within(Some("2026-06-11T00:00:00Z"), Some("2026-06-20T00:00:00Z"))
        .rated(1, &names[0], i64::MAX, 1_500)
        .rated(2, &names[1], i64::MIN, 1_500)
        .polled(3, &names[2])
        .unlinked(4, &names[3])
        .linked(5, &names[4])
        .team(7, &[1, 2, 3, 4, 5]);
    fixture.tournament.name.clone_from(&names[5]);
    fixture.tournament.host_stream_live = true;
    fixture.tournament.host_stream_urls = vec![format!("https://youtube.com/@{}", names[6]), names[6].clone()];
    fixture.teams[0].name.clone_from(&names[7]);
    for entrant in &mut fixture.entrants {
        entrant.team = fixture.teams.first().cloned();
        entrant.live_match_id = Some(MatchId(9));
        entrant.broadcast = Some(Broadcast { title: Some(names[8].clone()), category: None });
        let presentation = json!({"displayName": names[8], "link": format!("https://youtube.com/@{}", names[9])});
        entrant.entry.presentation = presentation.as_object().unwrap().clone();
    }
    fixture.entrants[0].entry.presentation.clear();
    fixture
}

fn running(map: &str) -> MatchRead {
    let player = |number: i64| MatchPlayerRead {
        profile_id: ProfileId(number),
        team_id: SideId(number % 2),
        civilization_id: CivilizationId::UNKNOWN,
        outcome: None,
        old_rating: None,
        new_rating: None,
        xp_gained: 0,
    };
    MatchRead {
        match_id: MatchId(9),
        map_name: map.to_owned(),
        matchtype_id: MatchTypeId(0),
        leaderboard_id: None,
        state: MatchState::Staging,
        description: None,
        started_at: at(NOW),
        completed_at: None,
        updated_at: at(NOW),
        players: [2, 4, 1, 3, 5].map(player).to_vec(),
        excluded: false,
    }
}

/// All texts of a tournament, and the replies to a request for `typed`.
fn texts(fixture: &Fixture, typed: &str) -> Vec<String> {
    let facts = fixture.tournament_facts(at(NOW));
    let either = |found: Result<&str, String>| found.map_or_else(|none| none, str::to_owned);
    let (standings, players, teams) = (StandingsText::of(&facts), players(&facts), team_texts(fixture, NOW));
    let mut texts = vec![
        standings.top(1),
        standings.top(usize::MAX),
        leader(&facts),
        next(&fixture.tournament, at(NOW)).0,
        live(&fixture.tournament, &fixture.entrants, &[running(typed)]),
        live(&fixture.tournament, &[], &[]),
        either(players.find(typed)),
        either(teams.find(typed)),
        no_tournament(typed),
        no_such_text(typed),
    ];
    texts.extend(fixture.entrants.iter().map(|entrant| either(players.find(entrant.entry.displayed_name()))));
    texts.extend(fixture.teams.iter().map(|team| either(teams.find(&team.name))));
    texts
}

#[test]
fn no_name_makes_a_text_that_does_harm() {
    let (mut runner, strategy) = (TestRunner::deterministic(), prop::collection::vec(names(), 11));
    for _ in 0..NAMES.div_ceil(11) {
        let names = strategy.new_tree(&mut runner).unwrap().current();
        for text in texts(&cup(&names), &names[10]) {
            assert!(is_harmless(&text), "{text:?} of {names:?}");
        }
    }
}

#[test]
fn no_name_breaks_a_calendar() {
    let (mut runner, strategy) = (TestRunner::deterministic(), names());
    let mut fixture = Fixture::ranked_by(RankBy::PeakRating);
    for _ in 0..NAMES {
        fixture.tournament.name = strategy.new_tree(&mut runner).unwrap().current();
        let calendar = calendar(&fixture.tournament);
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar:?}");
        let unfolded = calendar.replace("\r\n ", "");
        assert!(!unfolded.replace("\r\n", "").contains(char::is_control), "{calendar:?}");
        let lines: Vec<_> = unfolded.split("\r\n").collect();
        assert_eq!(
            (lines.len(), lines.iter().filter(|line| line.starts_with("END:")).count()),
            (15, 2),
            "{calendar:?}"
        );
        let name = lines.iter().find_map(|line| line.strip_prefix("NAME:")).unwrap();
        assert_eq!(unescaped(name), printable(&fixture.tournament.name));
    }
}

/// Removes a text's escapes (RFC 5545, section 3.3.11).
fn unescaped(text: &str) -> String {
    let (mut plain, mut characters) = (String::new(), text.chars());
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    plain
}
