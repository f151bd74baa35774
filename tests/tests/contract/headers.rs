//! The headers that every answer has, whatever it is.

use reqwest::Method;
use tests::Service;
use uuid::Uuid;

use super::{
    ask::{Answer, ask, get, raw, request},
    fixture::{CUP, polled_cup},
};

const SECURITY: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

const PREFLIGHT: (&str, &str) = ("access-control-request-method", "GET");

const VARY: &str = "Origin, Accept-Encoding";
/// Where clients choose between formats.
const VARY_ON_FORMAT: &str = "Origin, Accept-Encoding, Accept";

/// One answer of every kind, named by its status, with what it varies on.
async fn every_kind(service: &Service) -> Vec<(u16, &'static str, Answer)> {
    let standings = format!("{CUP}/standings");
    let tag = get(service, &standings, &[]).await.header("etag").unwrap().to_owned();
    let stream = request(service, Method::GET, "/v1/stream", &[]).send().await.unwrap();
    let mut kinds = vec![
        (200, VARY, get(service, "/", &[]).await),
        (200, VARY, get(service, "/docs/scalar.js", &[]).await),
        (200, VARY_ON_FORMAT, get(service, &standings, &[]).await),
        (200, VARY_ON_FORMAT, get(service, &standings, &[("cookie", "criticalbit_access=x")]).await),
        (
            200,
            VARY_ON_FORMAT,
            get(service, &standings, &[("accept-encoding", "br"), ("origin", "http://localhost:5173")]).await,
        ),
        (200, VARY_ON_FORMAT, ask(service, Method::HEAD, &standings, &[("origin", "https://evil.example")]).await),
        (200, VARY, Answer::head_of(&stream)),
        (204, VARY, ask(service, Method::OPTIONS, &standings, &[PREFLIGHT, ("origin", "http://localhost:5173")]).await),
        (204, VARY, ask(service, Method::OPTIONS, &standings, &[PREFLIGHT, ("origin", "https://evil.example")]).await),
        (304, VARY_ON_FORMAT, get(service, &standings, &[("if-none-match", &tag)]).await),
        (404, VARY, get(service, "/nowhere", &[]).await),
        (404, VARY, get(service, "/v1/tournaments/%FF", &[("accept", "application/problem+json")]).await),
        (405, VARY, ask(service, Method::PUT, &standings, &[]).await),
        (405, VARY, ask(service, Method::OPTIONS, &standings, &[]).await),
        (413, VARY, raw(service, b"POST /v1/tournaments HTTP/1.1\r\nContent-Length: 2000000").await),
        (422, VARY, get(service, &format!("{CUP}/matches?limit=0"), &[]).await),
    ];
    service.proxy.shut();
    kinds.push((503, VARY, get(service, &format!("{CUP}/matches?limit=77"), &[]).await));
    service.proxy.open();
    kinds
}

#[tokio::test]
async fn every_answer_wears_the_same() {
    let service = polled_cup().await;
    for (status, vary, answer) in every_kind(&service).await {
        assert_eq!(answer.status, status);
        for (name, value) in SECURITY {
            assert_eq!(answer.header(name), Some(value), "{status}");
        }
        assert_eq!(answer.header("vary"), Some(vary), "{status}");
        Uuid::parse_str(answer.header("x-request-id").unwrap()).unwrap();
    }
}

#[tokio::test]
async fn every_kind_of_answer_takes_over_the_callers_request_id() {
    let service = polled_cup().await;
    let id = [("x-request-id", "trace:1_a.B-2")];
    for (method, path) in [
        (Method::GET, "/v1/tournaments/cup/standings"),
        (Method::GET, "/nowhere"),
        (Method::PUT, "/v1/flags"),
        (Method::GET, "/v1/tournaments/cup/matches?limit=0"),
    ] {
        let answer = ask(&service, method, path, &id).await;
        assert_eq!(answer.header("x-request-id"), Some("trace:1_a.B-2"), "{path}");
    }
    let preflight = [id[0], PREFLIGHT, ("origin", "http://localhost:5173")];
    let answer = ask(&service, Method::OPTIONS, "/v1/flags", &preflight).await;
    assert_eq!(answer.header("x-request-id"), Some("trace:1_a.B-2"));
}

#[tokio::test]
async fn a_request_id_that_is_not_sane_is_replaced_by_a_fresh_one() {
    let service = Service::start().await;
    let longest = "a".repeat(128);
    let kept = get(&service, "/health", &[("x-request-id", &longest)]).await;
    assert_eq!(kept.header("x-request-id"), Some(longest.as_str()));
    let too_long = "a".repeat(129);
    let mut seen = std::collections::BTreeSet::new();
    for insane in ["", " ", "a b", "<script>", "\"quoted\"", "a,b", "ü", &too_long] {
        let answer = get(&service, "/health", &[("x-request-id", insane)]).await;
        let id = Uuid::parse_str(answer.header("x-request-id").unwrap()).unwrap();
        assert!(seen.insert(id), "{insane:?} got an id for the second time");
    }
}

#[tokio::test]
async fn a_service_without_its_database_says_when_to_come_back() {
    let service = polled_cup().await;
    service.proxy.shut();
    let answer = get(&service, &format!("{CUP}/matches?limit=78"), &[]).await;
    assert_eq!((answer.status, answer.header("cache-control")), (503, Some("no-store")));
    let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let service = polled_cup().await;
    for path in ["/", "/v1/tournaments", "/v1/tournaments/cup/standings", "/v1/flags", "/nowhere", "/openapi.json"] {
        for coding in ["identity", "gzip"] {
            let headers = [("accept-encoding", coding), ("x-request-id", "same"), ("origin", "http://localhost:5100")];
            let (mut full, mut bare) =
                (get(&service, path, &headers).await, ask(&service, Method::HEAD, path, &headers).await);
            assert_eq!((bare.status, bare.body.as_slice()), (full.status, &b""[..]), "{path}");
            let (_, _) = (full.headers.remove("date"), bare.headers.remove("date"));
            assert_eq!(bare.headers, full.headers, "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn a_trailing_slash_makes_no_difference() {
    let service = polled_cup().await;
    for path in ["/v1/tournaments", "/v1/tournaments/cup", "/v1/tournaments/cup/standings", "/health", "/v1/flags"] {
        let (plain, slashed) = (get(&service, path, &[]).await, get(&service, &format!("{path}/"), &[]).await);
        assert_eq!((slashed.status, slashed.json()), (200, plain.json()), "{path}");
    }
    let with_query = get(&service, &format!("{CUP}/matches/?limit=0"), &[]).await;
    assert_eq!(with_query.status, 422);
}
