//! The calendar and the feed of games: what subscribers get, kept as the tables are.

use domain::nudge::{Event, Scope};
use roxmltree::{Document, Node};
use serde_json::Value;
use tests::{Service, tournament::window};

use super::{
    ask::{Answer, get},
    fixture::{ANNA, BERT, CUP, catch_up, duel, four_players, held_on, hold, nudge},
};

const FIFTEEN: &str = "public, s-maxage=15, max-age=0, must-revalidate";
const CALENDAR: &str = "/v1/tournaments/cup/calendar.ics";
const FEED: &str = "/v1/tournaments/cup/matches.atom";

/// Anna and Bert, who met so many times in the window.
async fn cup_with(games: u64) -> Service {
    let service = four_players().await;
    let new = held_on(3, window(Some("2026-06-01T00:00:00Z"), Some("2026-06-11T12:00:00Z")));
    hold(&service, &new, &[("Anna <b>&\"", Some(ANNA)), ("Bert", Some(BERT))]).await;
    service.poll_all().await;
    service.sim.world(|world| {
        for minutes in 0..games {
            world.play(&duel(ANNA, BERT, 10 + 5 * minutes));
        }
    });
    catch_up(&service).await;
    service
}

fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.decoded()).unwrap()
}

/// The children of that name.
fn children<'a>(node: Node<'a, 'a>, name: &'a str) -> Vec<Node<'a, 'a>> {
    let atom = "http://www.w3.org/2005/Atom";
    node.children().filter(|child| child.has_tag_name((atom, name))).collect()
}

#[tokio::test]
async fn the_calendar_has_the_window() {
    let service = cup_with(0).await;
    let answer = get(&service, CALENDAR, &[]).await;
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    let calendar = text(&answer);
    for line in [
        "BEGIN:VEVENT",
        "DTSTART:20260601T000000Z",
        "DTEND:20260611T120000Z",
        "SUMMARY:The cup tournament",
        "END:VEVENT",
    ] {
        assert!(calendar.contains(&format!("\r\n{line}\r\n")), "{line} in {calendar}");
    }
    let uid = |calendar: &str| calendar.split("\r\n").find(|line| line.starts_with("UID:")).unwrap().to_owned();
    service
        .database
        .run("update tournaments set slug = 'renamed', name = 'Another', end_date = '2026-06-12T12:00:00Z'")
        .await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    let renamed = text(&get(&service, "/v1/tournaments/renamed/calendar.ics", &[]).await);
    assert!(
        renamed.contains("\r\nDTEND:20260612T120000Z\r\n") && renamed.contains("\r\nSUMMARY:Another\r\n"),
        "{renamed}"
    );
    assert_eq!(uid(&renamed), uid(&calendar));
}

#[tokio::test]
async fn the_feed_has_the_newest_games_between_entrants() {
    let service = cup_with(3).await;
    let answer = get(&service, FEED, &[]).await;
    assert_eq!(answer.header("content-type"), Some("application/atom+xml"));
    let feed = text(&answer);
    let document = Document::parse(&feed).unwrap();
    let entries = children(document.root_element(), "entry");
    let games = service.get(&format!("{CUP}/head-to-head")).await;
    let games = games["items"].as_array().unwrap();
    assert_eq!((entries.len(), games.len()), (3, 3));
    for (entry, game) in entries.into_iter().zip(games) {
        let map = game["map_name"].as_str().unwrap();
        assert_eq!(children(entry, "title")[0].text(), Some(format!("Anna <b>&\" beat Bert on {map}").as_str()));
        let link = children(entry, "link")[0].attribute("href").unwrap();
        assert_eq!(link, format!("matches/{}", game["match_id"]));
        assert_eq!(service.get(&format!("{CUP}/{link}")).await["match_id"], game["match_id"], "it leads there");
        let updated = children(entry, "updated")[0].text().unwrap();
        let completed = game["completed_at"].as_str().unwrap();
        assert_eq!(updated.parse::<domain::clock::Timestamp>(), completed.parse());
        for player in game["entrants"].as_array().unwrap() {
            let told = children(entry, "content")[0].text().unwrap();
            let ratings = format!("{} to {}", player["old_rating"], player["new_rating"]);
            assert!(told.contains(player["name"].as_str().unwrap()) && told.contains(&ratings), "{told}");
        }
    }
}

#[tokio::test]
async fn the_feed_ends_after_fifty_games() {
    let service = cup_with(55).await;
    let feed = text(&get(&service, FEED, &[]).await);
    assert_eq!(children(Document::parse(&feed).unwrap().root_element(), "entry").len(), 50);
    for coding in ["br", "zstd", "gzip"] {
        let coded = get(&service, FEED, &[("accept-encoding", coding)]).await;
        assert_eq!(
            (coded.header("content-encoding"), coded.header("content-type")),
            (Some(coding), Some("application/atom+xml"))
        );
        assert_eq!(text(&coded), feed, "{coding}");
    }
}

#[tokio::test]
async fn feeds_are_kept_as_the_tables_are() {
    let service = cup_with(1).await;
    for path in [CALENDAR, FEED] {
        let first = get(&service, path, &[("origin", "https://viewer.example")]).await;
        assert_eq!(
            (first.header("cache-control"), first.header("access-control-allow-origin")),
            (Some(FIFTEEN), Some("*"))
        );
        let etag = first.header("etag").expect("a tag").to_owned();
        let sent = service.proxy.bytes_sent();
        assert_eq!(get(&service, path, &[("if-none-match", &etag)]).await.status, 304, "{path}");
        assert_eq!(service.proxy.bytes_sent(), sent, "{path}");
    }
    let before = get(&service, FEED, &[]).await;
    service.sim.world(|world| world.play(&duel(BERT, ANNA, 4)));
    catch_up(&service).await;
    let after = get(&service, FEED, &[]).await;
    assert_ne!(before.header("etag"), after.header("etag"));
    let after = text(&after);
    let document = Document::parse(&after).unwrap();
    let newest = children(document.root_element(), "entry")[0];
    assert!(children(newest, "title")[0].text().unwrap().starts_with("Bert beat Anna "), "{after}");
}

#[tokio::test]
async fn feeds_of_no_tournament_are_errors() {
    let service = cup_with(0).await;
    for path in ["calendar.ics", "matches.atom"] {
        let (status, body): (u16, Value) = service.get_any(&format!("/v1/tournaments/nope/{path}")).await;
        assert_eq!((status, &body["detail"]), (404, &Value::from("Tournament not found")), "{path}");
    }
    let feed = text(&get(&service, FEED, &[]).await);
    assert_eq!(children(Document::parse(&feed).unwrap().root_element(), "entry").len(), 0);
}
