//! Who may read from which page.

use api::{Environment, Flags};
use reqwest::Method;
use tests::Service;

use super::{
    ask::{Answer, ask, raw, request},
    fixture::{cup, with},
};

const DEVELOPMENT: [&str; 3] = ["http://localhost:5100", "http://localhost:5173", "http://localhost:5199"];
const PRODUCTION: [&str; 5] = [
    "https://criticalbit.gg",
    "https://aoe2.criticalbit.gg",
    "https://a.b.criticalbit.gg",
    "https://partner.example",
    "https://other.example:8443",
];
const STRANGERS: [&str; 18] = [
    "null",
    "https://evil.example",
    "http://criticalbit.gg",
    "https://evilcriticalbit.gg",
    "https://criticalbit.gg.evil.example",
    "https://criticalbit.gg:8443",
    "https://.criticalbit.gg",
    "https://evil.example#.criticalbit.gg",
    "https://evil.example/.criticalbit.gg",
    "https://evil.example?.criticalbit.gg",
    "https://user@aoe2.criticalbit.gg",
    "https://partner.example.evil.example",
    "http://partner.example",
    "http://localhost:5099",
    "http://localhost:5200",
    "http://localhost:51000",
    "http://localhost:5150.evil.example",
    "https://localhost:5150",
];
const STANDINGS: &str = "/v1/tournaments/cup/standings";

async fn service(environment: Environment) -> Service {
    let listed = ["https://partner.example", "https://other.example:8443/"].map(str::to_owned).to_vec();
    let mut settings = tests::service::settings();
    if environment != Environment::Development {
        settings.cors_origins = listed;
    }
    let service = with(environment, &settings, Flags::default()).await;
    cup(&service, &[("Guest", None)]).await;
    service.settle().await;
    service
}

/// How an answer lets `origin` in: allowed origin and credentials.
fn grant(answer: &Answer) -> (Option<&str>, Option<&str>) {
    (answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials"))
}

async fn preflight(service: &Service, path: &str, origin: &str, method: &str) -> Answer {
    let headers = [("origin", origin), ("access-control-request-method", method)];
    ask(service, Method::OPTIONS, path, &headers).await
}

#[tokio::test]
async fn our_own_pages_may_exclude_matches_which_knows_no_conditions() {
    let service = service(Environment::Development).await;
    let path = "/v1/tournaments/cup/exclusions/1";
    let ours = preflight(&service, path, "http://localhost:5173", "PUT").await;
    let methods = ours.header("access-control-allow-methods");
    assert_eq!(methods, Some("GET, POST, PUT, PATCH, DELETE, OPTIONS"));
    assert_eq!(ours.header("access-control-allow-headers"), Some("Content-Type, Idempotency-Key"));
    let theirs = preflight(&service, path, "https://evil.example", "PUT").await;
    assert_eq!((theirs.header("access-control-allow-methods"), grant(&theirs)), (None, (None, None)));
}

#[tokio::test]
async fn our_own_pages_may_read_with_credentials() {
    let (desk, live) = (service(Environment::Development).await, service(Environment::Production).await);
    let staging = service(Environment::Staging).await;
    for (service, origins) in [(&desk, &DEVELOPMENT[..]), (&live, &PRODUCTION), (&staging, &PRODUCTION)] {
        for origin in origins {
            for path in [STANDINGS, "/v1/me", "/v1/tournaments/cup/owners", "/health"] {
                let answer = ask(service, Method::GET, path, &[("origin", origin)]).await;
                assert_eq!(grant(&answer), (Some(*origin), Some("true")), "{origin} {path}");
            }
        }
    }
}

#[tokio::test]
async fn everybody_else_may_read_what_is_public_without_credentials() {
    let (desk, live) = (service(Environment::Development).await, service(Environment::Production).await);
    let foreign_to_desk = STRANGERS.iter().chain(&PRODUCTION);
    let asked = foreign_to_desk.map(|origin| (&desk, *origin));
    let asked = asked.chain(STRANGERS.iter().chain(&DEVELOPMENT).map(|origin| (&live, *origin)));
    for (service, origin) in asked {
        for (method, path) in [(Method::GET, STANDINGS), (Method::HEAD, STANDINGS), (Method::GET, "/v1/flags/")] {
            let answer = ask(service, method, path, &[("origin", origin), ("cookie", "criticalbit_access=x")]).await;
            assert_eq!(grant(&answer), (Some("*"), None), "{origin} {path}");
        }
        for path in ["/v1/me", "/v1/me/", "/v1/me/tokens", "/v1/tournaments/cup/owners", "/v1/tournaments/cup/owners/"]
        {
            let answer = ask(service, Method::GET, path, &[("origin", origin)]).await;
            assert_eq!(grant(&answer), (None, None), "{origin} {path}");
        }
        let write = ask(service, Method::POST, "/v1/tournaments/cup/teams", &[("origin", origin)]).await;
        assert_eq!(grant(&write), (None, None), "{origin}");
    }
}

#[tokio::test]
async fn who_names_no_origin_is_granted_nothing() {
    let service = service(Environment::Production).await;
    assert_eq!(grant(&ask(&service, Method::GET, STANDINGS, &[]).await), (None, None));
}

#[tokio::test]
async fn our_own_pages_may_send_every_write() {
    let service = service(Environment::Production).await;
    for method in ["GET", "POST", "PATCH", "DELETE"] {
        let answer = preflight(&service, STANDINGS, "https://aoe2.criticalbit.gg", method).await;
        assert_eq!(answer.status, 204);
        assert_eq!(grant(&answer), (Some("https://aoe2.criticalbit.gg"), Some("true")));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST, PATCH, DELETE, OPTIONS"));
        assert_eq!(answer.header("access-control-allow-headers"), Some("Content-Type, Idempotency-Key"));
        assert!(answer.body.is_empty());
    }
}

#[tokio::test]
async fn other_pages_are_granted_reads_alone() {
    let service = service(Environment::Production).await;
    for origin in STRANGERS {
        let read = preflight(&service, STANDINGS, origin, "GET").await;
        assert_eq!((read.status, grant(&read)), (204, (Some("*"), None)), "{origin}");
        for (method, path) in [
            ("POST", STANDINGS),
            ("PATCH", "/v1/tournaments/cup"),
            ("DELETE", "/v1/tournaments/cup"),
            ("GET", "/v1/me"),
            ("GET", "/v1/tournaments/cup/owners"),
            ("GET", "/health"),
            ("nonsense", STANDINGS),
        ] {
            let answer = preflight(&service, path, origin, method).await;
            assert_eq!(grant(&answer), (None, None), "{origin} {method} {path}");
            assert_eq!(answer.header("access-control-allow-methods"), None, "{origin} {method} {path}");
        }
    }
}

#[tokio::test]
async fn streams_may_be_resumed_by_a_header_from_every_page() {
    let service = service(Environment::Production).await;
    let headers = async |path: &str, origin: &str| {
        let answer = preflight(&service, path, origin, "GET").await;
        answer.header("access-control-allow-headers").map(str::to_owned)
    };
    let [ours, stranger] = ["https://aoe2.criticalbit.gg", "https://evil.example"];
    for path in ["/v1/stream", "/v1/stream/", "/v1/stream?tournament=cup", "/v1/tournaments/cup/stream"] {
        let granted = headers(path, ours).await;
        assert_eq!(granted.as_deref(), Some("Content-Type, Idempotency-Key, Last-Event-ID"), "{path}");
        for origin in [stranger, "null"] {
            assert_eq!(headers(path, origin).await.as_deref(), Some("Content-Type, Last-Event-ID"), "{origin} {path}");
        }
    }
    for path in [STANDINGS, "/v1/streams", "/v1/tournaments/stream", "/v1/tournaments/cup/teams/stream"] {
        assert_eq!(headers(path, stranger).await.as_deref(), Some("Content-Type"), "{path}");
    }
    let write = preflight(&service, "/v1/stream", stranger, "POST").await;
    assert_eq!(write.header("access-control-allow-headers"), None);
}

#[tokio::test]
async fn errors_can_be_read_as_well_as_successes() {
    let service = service(Environment::Production).await;
    for (origin, granted) in [
        ("https://aoe2.criticalbit.gg", (Some("https://aoe2.criticalbit.gg"), Some("true"))),
        ("https://evil.example", (Some("*"), None)),
        ("null", (Some("*"), None)),
    ] {
        for (path, status) in
            [("/v1/nowhere", 404), ("/v1/tournaments/nope", 404), ("/v1/tournaments/cup/matches?limit=0", 422)]
        {
            let answer = ask(&service, Method::GET, path, &[("origin", origin)]).await;
            assert_eq!((answer.status, grant(&answer)), (status, granted), "{origin} {path}");
        }
        let large = format!("GET {STANDINGS} HTTP/1.1\r\nContent-Length: 2000000\r\nOrigin: {origin}");
        let answer = raw(&service, large.as_bytes()).await;
        assert_eq!((answer.status, grant(&answer)), (413, granted), "{origin}");
    }
    let refused = ask(&service, Method::PUT, STANDINGS, &[("origin", "https://criticalbit.gg")]).await;
    assert_eq!((refused.status, grant(&refused)), (405, (Some("https://criticalbit.gg"), Some("true"))));
}

#[tokio::test]
async fn a_stream_and_a_not_modified_are_granted_like_any_read() {
    let service = service(Environment::Production).await;
    for (origin, granted) in
        [("https://criticalbit.gg", (Some("https://criticalbit.gg"), Some("true"))), ("null", (Some("*"), None))]
    {
        let stream = request(&service, Method::GET, "/v1/stream", &[("origin", origin)]).send().await.unwrap();
        assert_eq!(grant(&Answer::head_of(&stream)), granted);
        let known = ask(&service, Method::GET, STANDINGS, &[("origin", origin), ("if-none-match", "*")]).await;
        assert_eq!((known.status, grant(&known)), (304, granted));
    }
}

#[tokio::test]
async fn pages_may_read_the_headers_they_need() {
    let service = service(Environment::Production).await;
    for origin in ["https://criticalbit.gg", "https://evil.example"] {
        let answer = ask(&service, Method::GET, STANDINGS, &[("origin", origin)]).await;
        let exposed = answer.header("access-control-expose-headers").unwrap().to_lowercase();
        for name in ["age", "etag", "retry-after", "warning", "x-request-id", "location", "idempotency-replayed"] {
            assert!(exposed.split(',').any(|one| one.trim() == name), "{name} in {exposed}");
        }
    }
}
