//! The three shapes of an error.

use std::collections::BTreeSet;

use api::{Environment, Flags};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Service, service::NOW};

use super::{
    ask::{Answer, ask, raw},
    fixture::{cup, with},
};

const PROBLEM: (&str, &str) = ("accept", "application/problem+json");

struct Case {
    method: Method,
    path: &'static str,
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: &'static str,
}

fn cases() -> [Case; 5] {
    let case = |method, path, status, code, title, detail| Case { method, path, status, code, title, detail };
    let [get, put] = [Method::GET, Method::PUT];
    let no_tournament = "Tournament not found";
    [
        case(get.clone(), "/nowhere", 404, "not_found", "Not Found", "Not Found"),
        case(get.clone(), "/v1/tournaments/nope", 404, "not_found", "Not Found", no_tournament),
        case(
            get.clone(),
            "/v1/tournaments/cup/players/1",
            404,
            "not_found",
            "Not Found",
            "Player not found in this tournament",
        ),
        case(put, "/v1/flags", 405, "method_not_allowed", "Method Not Allowed", "Method Not Allowed"),
        case(
            get,
            "/v1/tournaments/cup/matches?limit=0&state=x",
            422,
            "validation_error",
            "Unprocessable Entity",
            "Validation error",
        ),
    ]
}

async fn service(flags: &[(&str, &str)]) -> Service {
    let flags = Flags::of(flags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let service = with(Environment::Development, &tests::service::settings(), flags).await;
    cup(&service, &[]).await;
    service.settle().await;
    service
}

fn keys(body: &Value) -> BTreeSet<&str> {
    body.as_object().unwrap().keys().map(String::as_str).collect()
}

fn places(fields: &Value) -> Value {
    fields.as_array().unwrap().iter().map(|field| field["loc"].clone()).collect()
}

async fn asked(service: &Service, case: &Case, headers: &[(&str, &str)]) -> Answer {
    let answer = ask(service, case.method.clone(), case.path, headers).await;
    assert_eq!(answer.status, case.status, "{}", case.path);
    answer
}

fn is_problem(answer: &Answer, case: &Case) {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let mut body = answer.json();
    let errors = body["errors"].take();
    let path = case.path.split('?').next().unwrap();
    let expected = json!({
        "type": "about:blank", "title": case.title, "status": case.status, "detail": case.detail, "instance": path,
        "error_code": case.code, "request_id": answer.header("x-request-id"), "errors": null,
    });
    assert_eq!(body, expected);
    let told = if case.status == 422 { json!([["query", "state"], ["query", "limit"]]) } else { json!([]) };
    assert_eq!(places(&errors), told);
}

#[tokio::test]
async fn an_error_is_a_detail_by_default() {
    let service = service(&[]).await;
    for case in cases() {
        let answer = asked(&service, &case, &[]).await;
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let body = answer.json();
        assert_eq!(keys(&body), BTreeSet::from(["detail"]), "{}", case.path);
        if case.status == 422 {
            assert_eq!(places(&body["detail"]), json!([["query", "state"], ["query", "limit"]]));
        } else {
            assert_eq!(body["detail"], case.detail);
        }
    }
}

#[tokio::test]
async fn the_second_envelope_comes_by_its_flag() {
    let service = service(&[("FEATURE_ERROR_ENVELOPE_V2", "true")]).await;
    for case in cases() {
        let answer = asked(&service, &case, &[("x-request-id", "caller-7")]).await;
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let mut body = answer.json();
        let details = body["details"].take();
        let expected = json!({
            "error_code": case.code, "message": case.detail, "request_id": "caller-7", "timestamp": NOW, "details": null,
        });
        assert_eq!(body, expected);
        if case.status == 422 {
            assert_eq!(places(&details["errors"]), json!([["query", "state"], ["query", "limit"]]));
        } else {
            assert_eq!(details, json!(null), "there are none");
        }
    }
}

#[tokio::test]
async fn who_accepts_a_problem_gets_one_whatever_the_flag() {
    for flags in [&[][..], &[("FEATURE_ERROR_ENVELOPE_V2", "1")]] {
        let service = service(flags).await;
        for case in cases() {
            is_problem(&asked(&service, &case, &[PROBLEM]).await, &case);
            let among_others = [("accept", "text/html, Application/Problem+JSON;q=0.9, */*;q=0.1")];
            is_problem(&asked(&service, &case, &among_others).await, &case);
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_told_in_every_shape() {
    let large = "POST /v1/tournaments HTTP/1.1\r\nContent-Length: 2000000";
    let (plain, flagged) = (service(&[]).await, service(&[("FEATURE_ERROR_ENVELOPE_V2", "yes")]).await);
    assert_eq!(keys(&raw(&plain, large.as_bytes()).await.json()), BTreeSet::from(["detail"]));
    let enveloped = raw(&flagged, large.as_bytes()).await;
    assert_eq!((enveloped.status, &enveloped.json()["error_code"]), (413, &json!("payload_too_large")));
    let problem = raw(&flagged, format!("{large}\r\nAccept: application/problem+json").as_bytes()).await;
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    assert_eq!((problem.status, &problem.json()["error_code"]), (413, &json!("payload_too_large")));
}

#[tokio::test]
async fn accepting_problems_changes_nothing_about_success() {
    let service = service(&[]).await;
    let answer = ask(&service, Method::GET, "/v1/tournaments/cup", &[PROBLEM]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.json()["slug"], "cup");
}
