//! The pages of tournaments over HTTP: they are kept and revalidated as the JSON is, and errors are pages too.

mod dom;
mod hostile;
mod links;
mod numbers;
mod size;
mod stages;

use domain::nudge::{Event, Scope};
use reqwest::Method;
use serde_json::json;
use tests::Service;

use dom::Element;

use super::{
    ask::{Answer, ask, get, get_fresh},
    fixture::{ANNA, BERT, CUP, catch_up, nudge, polled_cup},
};

const PAGE: &str = "/t/cup";
/// What browsers say that they accept when they open an address.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const HTML: Option<&str> = Some("text/html; charset=utf-8");
const POLICY: [&str; 8] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
];

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.decoded()).unwrap()
}

/// The page that a browser gets, the newest one.
async fn fresh(service: &Service, path: &str) -> Answer {
    let page = get_fresh(service, path, &[BROWSER]).await;
    assert_eq!(page.status, 200, "{path}");
    page
}

/// Asserts that the page may load nothing but files of its own origin, and that nobody may frame it.
fn is_locked_down(page: &Answer) {
    assert_eq!(page.header("content-security-policy").unwrap().split("; ").collect::<Vec<_>>(), POLICY);
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    for foreign in ["style=", "<style", " onclick", "javascript:"] {
        assert!(!text(page).contains(foreign), "{foreign}");
    }
}

#[tokio::test]
async fn a_page_is_kept_and_revalidated_as_the_json_is() {
    let service = polled_cup().await;
    // The first answer comes from the routes, the second one from the fast path.
    for round in 0..2 {
        let page = get(&service, PAGE, &[BROWSER]).await;
        assert_eq!((page.status, page.header("content-type")), (200, HTML), "{round}");
        assert_eq!(page.header("cache-control"), Some("public, s-maxage=15, max-age=0, must-revalidate"));
        assert_eq!(page.header("vary"), Some("Origin, Accept-Encoding"));
        is_locked_down(&page);
        let tag = page.header("etag").unwrap();
        let known = get(&service, PAGE, &[BROWSER, ("if-none-match", tag)]).await;
        assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, Some(tag)));
        for coding in ["br", "zstd", "gzip"] {
            let coded = get(&service, PAGE, &[BROWSER, ("accept-encoding", coding)]).await;
            assert_eq!((coded.header("content-encoding"), text(&coded)), (Some(coding), text(&page)));
            is_locked_down(&coded);
        }
        let head = ask(&service, Method::HEAD, PAGE, &[BROWSER]).await;
        assert_eq!((head.status, head.header("etag"), head.body.len()), (200, Some(tag), 0));
        let foreign = get(&service, PAGE, &[("origin", "https://elsewhere.example")]).await;
        assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (200, None));
        let signed_in = get(&service, PAGE, &[("cookie", "criticalbit_access=x")]).await;
        assert_eq!(signed_in.header("etag"), Some(tag), "it shows everybody the same");
    }
}

#[tokio::test]
async fn a_page_changes_with_the_json() {
    let service = polled_cup().await;
    let before = text(&get(&service, PAGE, &[]).await);
    assert!(
        before.contains("<bdi>Anna</bdi></a>") && before.contains("<h1 data-key=\"name\">The cup tournament</h1>"),
        "{before}"
    );
    service.sim.world(|world| world.play_ranked(BERT, ANNA));
    catch_up(&service).await;
    let after = text(&get(&service, PAGE, &[]).await);
    let row = get(&service, &format!("{CUP}/standings"), &[]).await.json()["items"][0].clone();
    for number in [&row["max_rating"], &row["current_rating"], &row["tournament_record"]["games_played"]] {
        assert!(after.contains(&format!(">{number}</td>")), "{number} in {after}");
    }
    service.database.run("update tournaments set name = 'A <b>&\"'' new one'").await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let renamed = text(&get(&service, PAGE, &[]).await);
    assert!(renamed.contains(">A &lt;b&gt;&amp;&quot;' new one</h1>"), "{renamed}");
}

#[tokio::test]
async fn a_page_says_when_its_data_was_polled_without_being_rendered_again() {
    let service = polled_cup().await;
    let shown = async || {
        let page = text(&get(&service, PAGE, &[]).await);
        page.split("<span id=\"polled\">Polled <time datetime=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(shown().await, "2026-06-10T12:00:00Z");
    service.clock.advance(chrono::TimeDelta::minutes(10));
    service.poll_all().await;
    let standings = format!("{CUP}/standings");
    service.eventually(&standings, |list| list["last_polled_at"] == "2026-06-10T12:10:00Z").await;
    assert_eq!(shown().await, "2026-06-10T12:10:00Z");
}

#[tokio::test]
async fn the_files_of_a_page_are_kept_for_good() {
    let service = polled_cup().await;
    let page = text(&get(&service, PAGE, &[]).await);
    let files: Vec<_> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(files.iter().any(|file| file.ends_with(".css")) && files.iter().any(|file| file.ends_with(".js")));
    for file in files {
        let found = get(&service, file, &[("accept-encoding", "br")]).await;
        assert_eq!((found.status, found.header("content-encoding")), (200, Some("br")), "{file}");
        assert_eq!(found.header("cache-control"), Some("public, max-age=31536000, immutable"), "{file}");
        let other = format!("/assets/other/{}", file.rsplit_once('/').unwrap().1);
        let other = get(&service, &other, &[("accept-encoding", "br")]).await;
        assert_eq!((other.header("cache-control"), &other.body), (Some("no-cache"), &found.body), "{file}");
    }
    assert_eq!(get(&service, "/assets/other/nowhere.js", &[]).await.status, 404);
}

#[tokio::test]
async fn what_is_not_there_is_a_page_for_browsers_and_json_for_all_others() {
    let service = polled_cup().await;
    for (path, detail) in [("/t/nope", "Tournament not found"), ("/t/cup/nowhere", "Not Found"), ("/t", "Not Found")] {
        let page = get(&service, path, &[BROWSER]).await;
        assert_eq!((page.status, page.header("content-type")), (404, HTML), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert!(text(&page).contains(&format!("<p>{detail}.</p>")), "{}", text(&page));
        is_locked_down(&page);
        for accept in ["*/*", "application/json", "text/html;q=0"] {
            let json = get(&service, path, &[("accept", accept)]).await;
            assert_eq!((json.status, json.json()), (404, json!({"detail": detail})), "{path} as {accept}");
        }
    }
    let posted = ask(&service, Method::POST, PAGE, &[BROWSER]).await;
    assert_eq!((posted.status, posted.header("content-type"), posted.header("allow")), (405, HTML, Some("GET,HEAD")));
    let elsewhere = get(&service, "/nowhere", &[BROWSER]).await;
    assert_eq!(elsewhere.json(), json!({"detail": "Not Found"}), "only pages have pages of errors");
}

#[tokio::test]
async fn browsers_get_the_list_of_events_where_all_others_get_json() {
    let service = polled_cup().await;
    for _ in 0..2 {
        for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
            let json = get(&service, "/", &[("accept", accept)]).await;
            assert_eq!(
                String::from_utf8(json.body.clone()).unwrap(),
                r#"{"service":"aoe2-live-standings-api","status":"ok"}"#
            );
            let (vary, policy) = (json.header("vary"), json.header("cache-control"));
            assert_eq!((vary, policy, json.header("etag")), (Some("Origin, Accept-Encoding"), Some("no-store"), None));
        }
        let page = get(&service, "/", &[BROWSER]).await;
        assert_eq!((page.status, page.header("content-type")), (200, HTML));
        assert_eq!(page.header("vary"), Some("Origin, Accept-Encoding, Accept"));
        assert_eq!(page.header("cache-control"), Some("public, s-maxage=15, max-age=0, must-revalidate"));
        is_locked_down(&page);
        let tag = page.header("etag").unwrap();
        let known = get(&service, "/", &[BROWSER, ("if-none-match", tag)]).await;
        assert_eq!((known.status, known.header("vary")), (304, Some("Origin, Accept-Encoding, Accept")));
        let head = ask(&service, Method::HEAD, "/", &[BROWSER]).await;
        assert_eq!((head.status, head.header("etag"), head.body.len()), (200, Some(tag), 0));
    }
}

#[tokio::test]
async fn an_event_is_listed_as_coming_then_as_running_then_as_over() {
    let service = polled_cup().await;
    service
        .database
        .run("update tournaments set start_date = '2026-06-11T00:00:00Z', end_date = '2026-06-12T00:00:00Z'")
        .await;
    nudge(&service, Event::Standings, &Scope::All).await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    let phases = async || {
        let index = Element::parse(&text(&get(&service, "/", &[BROWSER]).await));
        let page = Element::parse(&text(&get(&service, PAGE, &[]).await));
        (index.texts("h2"), page.one("dd.phase").text().to_owned())
    };
    assert_eq!(phases().await, (vec!["Coming".to_owned()], "Coming".to_owned()));
    service.clock.set("2026-06-11T00:00:00Z");
    assert_eq!(phases().await, (vec!["Now".to_owned()], "Live".to_owned()));
    service.clock.set("2026-06-12T00:00:00Z");
    assert_eq!(phases().await, (vec!["Over".to_owned()], "Final".to_owned()));
}

#[tokio::test]
async fn hosts_on_air_are_shown_with_presence() {
    let service = polled_cup().await;
    service.database.run("update tournaments set host_stream_urls = '{https://twitch.tv/host}'").await;
    nudge(&service, Event::Live, &Scope::All).await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let shown = async || {
        let index = Element::parse(&text(&fresh(&service, "/").await));
        let page = Element::parse(&text(&fresh(&service, PAGE).await));
        (index.texts("strong.air"), page.one("dl.facts").texts("strong.air"))
    };
    assert_eq!(shown().await, (vec![], vec![]));
    let on_air = vec!["On air".to_owned()];
    for (statement, seen) in [
        ("insert into host_live_streams select id, 'https://twitch.tv/host', 'twitch' from tournaments", on_air),
        ("delete from host_live_streams", vec![]),
    ] {
        service.database.run(statement).await;
        // What the polls of the platforms publish: nothing else of the tournament is loaded again.
        nudge(&service, Event::Live, &Scope::All).await;
        service.settle().await;
        assert_eq!(shown().await, (seen.clone(), seen), "{statement}");
    }
}

#[tokio::test]
async fn pages_are_counted_as_reads() {
    let service =
        Service::start_with_settings(&api::Settings { rate_limit_per_minute: 4, ..tests::service::settings() }).await;
    for _ in 0..4 {
        assert_eq!(get(&service, "/t/nope", &[BROWSER]).await.status, 404);
    }
    let refused = get(&service, "/t/nope", &[BROWSER]).await;
    assert_eq!((refused.status, refused.header("content-type")), (429, HTML));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"default\";q=4;w=60"));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(get(&service, "/", &[BROWSER]).await.status, 429);
    assert_eq!(get(&service, "/", &[]).await.status, 200, "probes are not counted");
}
