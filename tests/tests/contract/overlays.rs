//! Overlays for broadcasts and frames for websites over HTTP: who may frame what, that parameters change nothing at the
//! service, and that hostile texts stay texts.

use domain::nudge::{Event, Scope};
use serde_json::json;

use super::{
    ask::{Answer, get},
    fixture::{ANNA, BERT, CUP, DORA, catch_up, cup, four_players, nudge, polled_cup},
};

/// The statements that name everything so.
macro_rules! named {
    ($text:literal) => {
        [
            concat!("update tournaments set name = $hostile$", $text, "$hostile$"),
            concat!("update tournament_players set name = $hostile$", $text, "$hostile$ || id"),
            concat!("update matches set map_name = $hostile$", $text, "$hostile$"),
        ]
    };
}

/// What browsers say that they accept when they open an address.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
/// The pages that may be framed.
const FRAMED: [&str; 3] = ["/t/cup/overlay", "/t/cup/overlay/ticker", "/t/cup/embed"];
/// Statements that give everything a hostile text.
const HOSTILE: [[&str; 3]; 4] = [
    named!("<script>alert(1)</script>"),
    named!("\"><img src=x onerror=alert(1)>"),
    named!("</table></main><base href=//evil.example>"),
    named!("' onmouseover='alert(1) &lt;b&gt; <!--last polled-->"),
];

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.decoded()).unwrap()
}

/// The tags of a page in order, without their attributes' values.
fn shape(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1).filter_map(|part| part.split('>').next());
    let names = tags.map(|tag| tag.split('"').step_by(2).collect::<String>());
    names.collect()
}

#[tokio::test]
async fn only_overlays_and_the_embedded_table_may_be_framed() {
    let service = polled_cup().await;
    let entry =
        get(&service, &format!("{CUP}/standings"), &[]).await.json()["items"][0]["tournament_player_id"].clone();
    let player = format!("/t/cup/overlay/player/{entry}");
    // The first answer comes from the routes, the second one from the fast path, the third one says that it is known.
    for path in FRAMED.iter().copied().chain([player.as_str()]) {
        let mut tag = String::from("\"none\"");
        for (round, status) in [200, 200, 304].into_iter().enumerate() {
            let known = if round == 2 { tag.clone() } else { String::from("\"none\"") };
            let page = get(&service, path, &[BROWSER, ("if-none-match", known.as_str())]).await;
            assert_eq!(page.status, status, "{path}");
            let policy = page.header("content-security-policy").unwrap();
            assert!(policy.contains("frame-ancestors *") && policy.contains("script-src 'self'"), "{path}: {policy}");
            assert_eq!(page.header("x-frame-options"), None, "{path}");
            page.header("etag").unwrap().clone_into(&mut tag);
            for inline in ["style=", "<style", " onclick", "javascript:"] {
                assert!(!text(&page).contains(inline), "{path}: {inline}");
            }
        }
    }
    for path in ["/t/cup", "/t/nope/overlay", "/t/nope/embed", "/t/cup/overlay/player/1", "/t/cup/overlay/nope"] {
        let page = get(&service, path, &[BROWSER]).await;
        assert_eq!(page.status, if path == "/t/cup" { 200 } else { 404 }, "{path}");
        assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
    }
}

#[tokio::test]
async fn an_overlay_says_nothing_of_errors() {
    let service = polled_cup().await;
    for path in ["/t/nope/overlay", "/t/nope/overlay/ticker", "/t/cup/overlay/player/1", "/t/cup/overlay/player/x"] {
        let page = get(&service, path, &[BROWSER]).await;
        assert!([404, 422].contains(&page.status), "{path}");
        let shown = text(&page);
        assert!(shown.ends_with("<body><main id=\"overlay\" data-kind=\"none\"></main></body></html>"), "{shown}");
        assert!(shown.contains("/overlay.js\""), "the script tries again");
    }
    let embed = get(&service, "/t/nope/embed", &[BROWSER]).await;
    assert!(text(&embed).contains("<p>Tournament not found.</p>"));
    let program = get(&service, "/t/nope/overlay", &[]).await;
    assert_eq!((program.status, program.json()), (404, json!({"detail": "Tournament not found"})));
}

#[tokio::test]
async fn parameters_change_nothing_at_the_service() {
    let service = polled_cup().await;
    for path in FRAMED {
        let plain = get(&service, path, &[BROWSER]).await;
        for query in
            ["rows=3&columns=name,rating&theme=light&scale=2&team=1&around=7", "rows=x&scale=-1&%ff=%00", "a&a"]
        {
            let page = get(&service, &format!("{path}?{query}"), &[BROWSER]).await;
            assert_eq!((page.status, page.header("etag"), &page.body), (200, plain.header("etag"), &plain.body));
        }
    }
}

#[tokio::test]
async fn hostile_texts_leave_the_shape_of_a_page_as_it_is() {
    let service = four_players().await;
    service.sim.world(|world| {
        world.play_ranked(ANNA, BERT);
        world.play_ranked(DORA, ANNA);
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Dora", Some(DORA))]).await;
    catch_up(&service).await;
    let mut paths: Vec<String> = FRAMED.iter().map(|&path| path.to_owned()).collect();
    let list = get(&service, &format!("{CUP}/standings"), &[]).await.json();
    paths.push(format!("/t/cup/overlay/player/{}", list["items"][0]["tournament_player_id"]));
    let mut before = Vec::new();
    for path in &paths {
        before.push(shape(&text(&get(&service, path, &[BROWSER]).await)));
    }
    for statements in HOSTILE {
        for statement in statements {
            service.database.run(statement).await;
        }
        nudge(&service, Event::Standings, &Scope::All).await;
        service.settle().await;
        for (path, before) in paths.iter().zip(&before) {
            let page = text(&get(&service, path, &[BROWSER]).await);
            assert_eq!(&shape(&page), before, "{path} after {statements:?}");
        }
    }
}

#[tokio::test]
async fn an_overlay_shows_the_numbers_of_the_json() {
    let service = polled_cup().await;
    let list = get(&service, &format!("{CUP}/standings"), &[]).await.json();
    let row = &list["items"][0];
    let table = text(&get(&service, "/t/cup/overlay", &[]).await);
    assert!(table.contains(&format!("data-column=\"rating\">{}</td>", row["max_rating"])), "{table}");
    assert!(
        table.contains(&format!("data-column=\"games\">{}</td>", row["tournament_record"]["games_played"])),
        "{table}"
    );
    let change = row["current_rating"].as_i64().unwrap() - 1_600;
    assert!(table.contains(&format!("data-column=\"change\"><span class=\"won\">+{change}</span></td>")), "{table}");
    let card = text(&get(&service, &format!("/t/cup/overlay/player/{}", row["tournament_player_id"]), &[]).await);
    assert!(card.contains(&format!("data-column=\"rating\">{}</dd>", row["max_rating"])), "{card}");
    assert!(card.contains("data-column=\"record\">1–0</dd>"), "{card}");
    let ticker = text(&get(&service, "/t/cup/overlay/ticker", &[]).await);
    assert!(ticker.contains("<bdi>Anna</bdi> beat <bdi>Bert</bdi> on <bdi>"), "{ticker}");
    assert!(ticker.contains(&format!("data-peak=\"{}\">Anna</li>", row["max_rating"])), "{ticker}");
}

#[tokio::test]
async fn the_script_for_websites_has_an_address_that_stays() {
    let service = polled_cup().await;
    let script =
        get(&service, "/embed.js", &[("accept-encoding", "br"), ("origin", "https://elsewhere.example")]).await;
    assert_eq!((script.status, script.header("content-encoding")), (200, Some("br")));
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), Some("public, max-age=3600"));
    assert_eq!(script.header("cross-origin-resource-policy"), Some("cross-origin"));
    assert!(script.body.len() < 4_096, "{} bytes", script.body.len());
}
