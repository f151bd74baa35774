//! How often a client may ask, by class.

use api::Settings;
use serde_json::{Value, json};
use tests::{
    Allowance, Service,
    service::{HOST, settings},
};

use super::fixture::{Answer, CUP, Fixture};

const OUR_PAGE: &str = "http://localhost:5100";

async fn from(service: &Service, client: &str, (method, path): (&str, &str)) -> Answer {
    let headers = [("x-forwarded-for", client), ("origin", OUR_PAGE)];
    let (status, headers, body) = service.send(method, path, None, None, &headers).await;
    Answer { status, headers, body }
}

/// Asks until the limit refuses: a request may have come back since the last refusal. Returns the refusal.
async fn refusal(service: &Service, allowance: &mut Allowance, route: (&str, &str)) -> Answer {
    loop {
        let answer = from(service, "192.0.2.1", route).await;
        if allowance.refuses(answer.status) {
            return answer;
        }
    }
}

/// A method and a path.
type Route = (&'static str, String);

/// Each class of writes with what it allows in a minute and the routes that count in it.
fn classes() -> [(&'static str, usize, Vec<Route>); 10] {
    let all = |routes: &[(&'static str, &str)]| {
        routes.iter().map(|(method, path)| (*method, format!("{CUP}{path}"))).collect::<Vec<_>>()
    };
    [
        ("create-tournament", 5, vec![("POST", "/v1/tournaments".to_owned())]),
        ("edit-tournament", 20, all(&[("PATCH", "")])),
        ("delete-tournament", 3, all(&[("DELETE", "")])),
        ("document", 20, all(&[("PUT", "/document"), ("PUT", "/document?dry_run=true")])),
        ("owners", 5, all(&[("POST", "/owners"), ("DELETE", "/owners/x")])),
        ("teams", 10, all(&[("POST", "/teams"), ("DELETE", "/teams/1")])),
        ("edit-team", 60, all(&[("PATCH", "/teams/1")])),
        ("roster", 60, all(&[("POST", "/players"), ("PATCH", "/players/1"), ("DELETE", "/players/1")])),
        (
            "members",
            60,
            all(&[("POST", "/teams/1/members"), ("PATCH", "/teams/1/members/1"), ("DELETE", "/teams/1/members/1")]),
        ),
        ("captains", 60, all(&[("PATCH", "/teams/1/captain"), ("DELETE", "/teams/1/captain")])),
    ]
}

#[tokio::test]
async fn each_class_of_writes_has_its_number_whoever_asks() {
    let service = Service::start().await;
    for (class, allowed, routes) in classes() {
        let mut allowance = Allowance::of(allowed);
        for (method, path) in routes.iter().cycle() {
            let status = from(&service, "192.0.2.1", (method, path)).await.status;
            if allowance.refuses(status) {
                break;
            }
            assert_eq!(status, 401, "{class}: {method} {path}, counted before it is authenticated");
        }
        for (method, path) in &routes {
            let path = path.replace("/cup", "/another");
            let refused = refusal(&service, &mut allowance, (method, &path)).await;
            let seconds: u64 = refused.header("retry-after").parse().expect("seconds");
            assert!((1..=60 / allowed as u64 + 1).contains(&seconds), "{class}: {seconds}");
            assert_eq!(refused.header("ratelimit-policy"), format!("\"{class}\";q={allowed};w=60"));
            assert_eq!(refused.header("ratelimit"), format!("\"{class}\";r=0;t={seconds}"));
            assert_eq!(refused.header("access-control-allow-origin"), OUR_PAGE);
            assert_eq!(refused.header("access-control-allow-credentials"), "true");
            assert_eq!(refused.header("x-content-type-options"), "nosniff");
            assert_eq!(refused.body, json!({"detail": "Too many requests"}));
        }
        let (method, path) = &routes[0];
        assert_eq!(from(&service, "192.0.2.2", (method, path)).await.status, 401, "{class}: another client");
    }
}

#[tokio::test]
async fn reads_are_limited_by_default_and_infrastructure_is_not() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 4, ..settings() }).await;
    let paths = ["/v1/flags", "/v1/tournaments", "/v1/me", "/v1/nothing"];
    let mut allowance = Allowance::of(4);
    for path in paths.iter().cycle() {
        if allowance.refuses(from(&service, "192.0.2.1", ("GET", path)).await.status) {
            break;
        }
    }
    for path in paths {
        for method in ["GET", "HEAD"] {
            let refused = refusal(&service, &mut allowance, (method, path)).await;
            assert_eq!(refused.header("ratelimit-policy"), "\"default\";q=4;w=60");
        }
    }
    let headers = [("x-forwarded-for", "192.0.2.1"), ("origin", "https://elsewhere.example")];
    let (status, headers, _) = service.send("GET", "/v1/flags", None, None, &headers).await;
    assert_eq!((status, &headers["access-control-allow-origin"]), (429, &"*".parse().unwrap()));
    assert!(!headers.contains_key("access-control-allow-credentials"));
    for path in ["/", "/health", "/docs", "/openapi.json", "/.well-known/security.txt", "/favicon.ico"] {
        for _ in 0..10 {
            let request = service.client.get(format!("{}{path}", service.base_url));
            let answer = request.header("x-forwarded-for", "192.0.2.1").send().await.unwrap();
            assert_eq!(answer.status(), if path == "/favicon.ico" { 204 } else { 200 }, "{path}");
        }
    }
    assert_eq!(from(&service, "192.0.2.1", ("DELETE", CUP)).await.status, 401, "writes are counted apart");
}

#[tokio::test]
async fn what_is_no_write_of_ours_counts_as_any_request() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 3, ..settings() }).await;
    for (n, (method, path)) in
        [("POST", "/v1/flags"), ("DELETE", "/v1/nothing"), ("PATCH", "/v1/nothing"), ("PUT", CUP)].iter().enumerate()
    {
        let (client, mut allowance) = (format!("192.0.2.{n}"), Allowance::of(3));
        while !allowance.refuses(from(&service, &client, (method, path)).await.status) {}
    }
}

#[tokio::test]
async fn zero_switches_the_default_off_and_the_writes_limits_stay() {
    let fixture = Fixture::set().await;
    for _ in 0..400 {
        assert_eq!(from(&fixture.service, "192.0.2.1", ("GET", "/v1/flags")).await.status, 200);
    }
    let here = [("x-forwarded-for", "192.0.2.1")];
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fixture.ask_with(HOST, ("DELETE", CUP), &Value::Null, &here).await.status);
    }
    assert_eq!(statuses, [204, 404, 404, 429]);
}

#[tokio::test]
async fn three_hundred_a_minute_are_let_through() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 300, ..settings() }).await;
    let ask = async || from(&service, "192.0.2.1", ("GET", "/v1/flags")).await.status;
    let allowance = Allowance::of(300);
    let statuses = futures_util::future::join_all((0..400).map(|_| ask())).await;
    let passed = statuses.iter().filter(|status| **status == 200).count();
    let most = allowance.most();
    assert!((300..=most).contains(&passed), "{passed}: the allowance, and what came back meanwhile, of {most}");
}

#[tokio::test]
async fn slashes_too_many_are_no_way_around_the_limit() {
    let service = Service::start_with_settings(&Settings { rate_limit_per_minute: 10, ..settings() }).await;
    let mut allowance = Allowance::of(10);
    for path in ["//v1/tournaments", "/v1/tournaments/", "//v1/me", "///v1/flags//"].iter().cycle() {
        if allowance.refuses(from(&service, "192.0.2.77", ("GET", path)).await.status) {
            break;
        }
    }
    let page = service.send("GET", "//v1/tournaments", None, None, &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(page.1["access-control-allow-origin"], "*", "and it is the same read");
}
