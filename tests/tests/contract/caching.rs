//! Who may keep an answer, and for how long.

use reqwest::Method;
use sim::MatchType;
use tests::Service;

use super::{
    ask::{Answer, get, request},
    fixture::{ANNA, BERT, CUP, cup, four_players},
};

const FIFTEEN: &str = "public, s-maxage=15, max-age=0, must-revalidate";
const COOKIES: [&str; 4] =
    ["criticalbit_access=x", "criticalbit_access=", "a=b; criticalbit_access=not.a.token", "criticalbit_access"];

async fn policy(service: &Service, path: &str, headers: &[(&str, &str)]) -> String {
    let answer = get(service, path, headers).await;
    assert_eq!(answer.status, if path == "/favicon.ico" { 204 } else { 200 }, "{path}");
    answer.header("cache-control").expect("a policy").to_owned()
}

/// The cup with a finished match and one under way: their numbers.
async fn busy_cup() -> (Service, i64, i64) {
    let service = four_players().await;
    let (finished, running) = service.sim.world(|world| {
        let finished = world.play_ranked(ANNA, BERT);
        (finished.0, world.open_lobby(&[ANNA, BERT], MatchType::SoloRm).0)
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Guest", None)]).await;
    super::fixture::catch_up(&service).await;
    (service, finished, running)
}

#[tokio::test]
async fn every_route_has_its_policy() {
    let (service, finished, running) = busy_cup().await;
    for (path, shared, private) in [
        (format!("{CUP}/standings"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/teams/standings"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/standings/history"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/summary"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/civ-stats"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/head-to-head"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/progression"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/exclusions"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/stages"), FIFTEEN, FIFTEEN),
        (format!("{CUP}/series"), FIFTEEN, FIFTEEN),
        (format!("{CUP}/series.csv"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/series.ics"), FIFTEEN, FIFTEEN),
        (format!("{CUP}/players"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/players/101"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/text/standings"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/text/leader"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/text/player?name=anna"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/text/live"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/text/next"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/matches.atom"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/standings.csv"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/progression.ndjson"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/standings-history.csv"), FIFTEEN, "private, no-store"),
        (format!("{CUP}/matches.csv"), "no-store", "no-store"),
        (format!("{CUP}/calendar.ics"), FIFTEEN, FIFTEEN),
        (format!("{CUP}/matches"), FIFTEEN, FIFTEEN),
        ("/v1/tournaments".to_owned(), FIFTEEN, FIFTEEN),
        (CUP.to_owned(), FIFTEEN, FIFTEEN),
        ("/v1/leaderboards".to_owned(), FIFTEEN, FIFTEEN),
        ("/v1/civilizations".to_owned(), FIFTEEN, FIFTEEN),
        (
            format!("{CUP}/live"),
            "public, s-maxage=10, max-age=0, must-revalidate",
            "public, s-maxage=10, max-age=0, must-revalidate",
        ),
        (
            format!("{CUP}/matches/{finished}"),
            "public, s-maxage=60, max-age=0, must-revalidate",
            "public, s-maxage=60, max-age=0, must-revalidate",
        ),
        (format!("{CUP}/matches/{running}"), "no-store", "no-store"),
        ("/v1/flags".to_owned(), "no-store", "no-store"),
        ("/".to_owned(), "no-store", "no-store"),
        ("/health".to_owned(), "no-store", "no-store"),
        ("/openapi.json".to_owned(), "no-store", "no-store"),
        ("/docs".to_owned(), "no-store", "no-store"),
        ("/.well-known/security.txt".to_owned(), "no-store", "no-store"),
        ("/favicon.ico".to_owned(), "public, max-age=86400", "public, max-age=86400"),
    ] {
        assert_eq!(policy(&service, &path, &[]).await, shared, "{path}");
        for cookie in COOKIES {
            assert_eq!(policy(&service, &path, &[("cookie", cookie)]).await, private, "{path} with {cookie}");
        }
    }
}

#[tokio::test]
async fn other_cookies_keep_nothing_from_a_cache() {
    let (service, ..) = busy_cup().await;
    for cookie in ["session=1", "criticalbit_access2=x", "xcriticalbit_access=x", "a=criticalbit_access", "; ;"] {
        assert_eq!(policy(&service, &format!("{CUP}/standings"), &[("cookie", cookie)]).await, FIFTEEN, "{cookie}");
    }
    let split = [("cookie", "a=b"), ("cookie", "criticalbit_access=x")];
    assert_eq!(policy(&service, &format!("{CUP}/standings"), &split).await, "private, no-store");
}

#[tokio::test]
async fn an_answer_that_nobody_may_keep_has_no_tag() {
    let (service, _, running) = busy_cup().await;
    let private = get(&service, &format!("{CUP}/standings"), &[("cookie", "criticalbit_access=x")]).await;
    let unsettled = get(&service, &format!("{CUP}/matches/{running}"), &[]).await;
    assert_eq!((private.header("etag"), unsettled.header("etag")), (None, None));
    let known = [("cookie", "criticalbit_access=x"), ("if-none-match", "*")];
    assert_eq!(get(&service, &format!("{CUP}/standings"), &known).await.status, 200);
}

#[tokio::test]
async fn errors_are_kept_by_nobody() {
    let (service, ..) = busy_cup().await;
    for path in
        ["/nowhere", "/v1/tournaments/nope", "/v1/tournaments/cup/matches/1", "/v1/tournaments/cup/matches?limit=0"]
    {
        assert_eq!(get(&service, path, &[]).await.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn a_match_may_be_kept_once_it_is_over() {
    let (service, _, running) = busy_cup().await;
    let path = format!("{CUP}/matches/{running}");
    assert_eq!(policy(&service, &path, &[]).await, "no-store");
    service.sim.world(|world| world.finish(sim::MatchId(running), 0)).unwrap();
    super::fixture::catch_up(&service).await;
    assert_eq!(policy(&service, &path, &[]).await, "public, s-maxage=60, max-age=0, must-revalidate");
}

#[tokio::test]
async fn a_stream_is_kept_and_held_back_by_nobody() {
    let (service, ..) = busy_cup().await;
    for path in ["/v1/stream", "/v1/stream?tournament=cup", "/v1/tournaments/cup/stream"] {
        let stream = Answer::head_of(&request(&service, Method::GET, path, &[]).send().await.unwrap());
        assert_eq!(stream.header("content-type"), Some("text/event-stream"), "{path}");
        assert_eq!(stream.header("cache-control"), Some("no-store, no-transform"), "{path}");
        assert_eq!(stream.header("x-accel-buffering"), Some("no"), "{path}");
    }
}
