//! Calendars of series, written by hand.

use serde_json::{Value, json};

use super::{super::lines::LINE, *};
use crate::{
    id::{LeaderboardId, TournamentId},
    roster::Presentation,
    tournament::{RankBy, Window},
};

fn cup() -> Tournament {
    Tournament {
        id: TournamentId(3),
        slug: "cup".into(),
        name: "The, Cup".into(),
        leaderboard_id: LeaderboardId(3),
        rank_by: RankBy::PeakRating,
        window: Window { start: None, end: None },
        prize_pool_cents: None,
        host_stream_urls: Vec::new(),
        presentation: Presentation::new(),
        host_stream_live: false,
        created_at: "2026-05-01T00:00:00Z".parse().unwrap(),
    }
}

/// A stage of that name.
fn stage(name: &str) -> HashMap<StageId, String> {
    HashMap::from([(StageId(4), name.to_owned())])
}

/// A series of Anna and Bert with these fields.
fn series(fields: &Value) -> SeriesRead {
    let side = |name: &str| json!({"tournament_player_id": 1, "team_id": null, "name": name});
    let mut series = json!({
        "series_id": 7, "stage_id": 4, "round": 2, "group": 1, "label": null,
        "sides": [side("Anna"), side("Bert")], "format": {"best_of": 3}, "admits": "lobby",
        "scheduled_at": "2026-06-12T18:00:00Z", "stream_url": null, "status": "scheduled", "score": [0, 0],
        "winner": null, "games": [], "decided_by": null, "decided_at": null, "pairing_reason": null, "note": null,
    });
    for (name, field) in fields.as_object().unwrap() {
        series[name] = field.clone();
    }
    serde_json::from_value(series).unwrap()
}

#[test]
fn the_whole_calendar() {
    let all = [series(&json!({})), series(&json!({"series_id": 8, "scheduled_at": null}))];
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//criticalbit.gg//AoE2 Live Standings//EN",
        "NAME:The\\, Cup: series",
        "X-WR-CALNAME:The\\, Cup: series",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "UID:series-7-1777593600000000@aoe2-live-standings.criticalbit.gg",
        "DTSTAMP:20260501T000000Z",
        "DTSTART:20260612T180000Z",
        "DTEND:20260612T200000Z",
        "SUMMARY:Anna – Bert (Groups\\; 1\\, round 2)",
        "DESCRIPTION:Best of 3. The end is an estimate of 40 minutes for each game.",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://example.org/t/cup/series/7",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    let calendar = series_calendar(&cup(), &stage("Groups; 1"), &all, "https://example.org");
    assert_eq!(calendar, expected.join("\r\n"));
    assert!(!series_calendar(&cup(), &HashMap::new(), &all, "").contains("URL"));
}

#[test]
fn the_title_says_how_it_ended() {
    for (fields, status, title) in [
        (json!({"status": "completed", "score": [2, 1], "winner": 0}), "CONFIRMED", "Anna 2–1 Bert (Groups, round 2)"),
        (json!({"status": "completed", "score": [1, 1]}), "CONFIRMED", "Anna 1–1 Bert (Groups, round 2)"),
        (json!({"status": "live", "score": [1, 0]}), "CONFIRMED", "Anna – Bert (Groups, round 2)"),
        (json!({"status": "walkover", "winner": 1}), "CONFIRMED", "Anna – Bert, walkover for Bert (Groups, round 2)"),
        (json!({"status": "cancelled"}), "CANCELLED", "Anna – Bert (Groups, round 2)"),
        (json!({"stage_id": null, "round": null}), "CONFIRMED", "Anna – Bert"),
        (json!({"stage_id": null, "round": null, "label": "Show"}), "CONFIRMED", "Anna – Bert (Show)"),
    ] {
        let calendar = series_calendar(&cup(), &stage("Groups"), &[series(&fields)], "").replace("\r\n ", "");
        assert!(calendar.contains(&format!("\r\nSUMMARY:{}\r\n", text(title))), "{title} in {calendar}");
        assert!(calendar.contains(&format!("\r\nSTATUS:{status}\r\n")), "{calendar}");
    }
}

#[test]
fn hostile_texts_stay_within_their_property() {
    let hostile = "x\r\nEND:VEVENT\u{202e};,\\";
    let named = json!({"tournament_player_id": 1, "team_id": null, "name": hostile});
    let fields = json!({"label": hostile, "sides": [named, named], "stream_url": "https://example.org/a,b;c"});
    let calendar = series_calendar(&cup(), &stage(hostile), &[series(&fields)], "");
    assert!(calendar.split("\r\n").all(|line| line.len() <= LINE), "{calendar}");
    let unfolded = calendar.replace("\r\n ", "");
    let lines: Vec<_> = unfolded.split("\r\n").collect();
    assert_eq!(lines.iter().filter(|line| **line == "END:VEVENT").count(), 1, "{unfolded}");
    let it = "x END:VEVENT\\;\\,\\\\";
    assert!(lines.contains(&format!("SUMMARY:{it} – {it} ({it}\\, round 2\\, {it})").as_str()), "{unfolded}");
    let described = lines.iter().find(|line| line.starts_with("DESCRIPTION:")).unwrap();
    assert!(described.ends_with("each game.\\nhttps://example.org/a\\,b\\;c"), "{described}");
}

#[test]
fn without_a_scheduled_series_there_is_no_event() {
    for all in [vec![], vec![series(&json!({"scheduled_at": null}))]] {
        let calendar = series_calendar(&cup(), &HashMap::new(), &all, "");
        assert!(calendar.contains("\r\nSUMMARY:The\\, Cup has no scheduled series yet\r\nEND:VJOURNAL\r\n"));
        assert!(!calendar.contains("VEVENT"), "{calendar}");
    }
}

#[test]
fn it_has_as_many_events_as_a_tournament_has_series_and_no_more() {
    let all = vec![series(&json!({})); limits::SERIES + 1];
    assert_eq!(series_calendar(&cup(), &HashMap::new(), &all, "").matches("BEGIN:VEVENT").count(), limits::SERIES);
}
