//! Every fault, as it arrives at a client.

use std::time::{Duration, Instant};

use serde_json::Value;
use sim::{Endpoint, Fault, Sim};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::asking::{ask, json};
use crate::{ANNA, BERT, four_players};

const STAT: &str = "&profile_ids=[101]";

async fn faulty(endpoint: Endpoint, fault: Fault) -> Sim {
    let sim = Sim::local(four_players()).await.expect("a port");
    sim.fault_times(endpoint, fault, 1);
    sim
}

#[tokio::test]
async fn a_fault_ends_after_its_requests_and_affects_one_endpoint() {
    let sim = Sim::local(four_players()).await.expect("a port");
    sim.fault_times(Endpoint::PersonalStat, Fault::ServerError, 2);
    assert_eq!(ask(&sim, Endpoint::Lobbies, "").await.status, 200);
    for status in [500, 500, 200] {
        assert_eq!(ask(&sim, Endpoint::PersonalStat, STAT).await.status, status);
    }
}

#[tokio::test]
async fn a_lasting_fault_ends_when_cleared() {
    let sim = Sim::local(four_players()).await.expect("a port");
    sim.fault_all(&Fault::ServerError);
    for endpoint in Endpoint::ALL {
        assert_eq!(ask(&sim, endpoint, STAT).await.status, 500);
        assert_eq!(ask(&sim, endpoint, STAT).await.status, 500);
    }
    sim.clear_faults();
    for endpoint in Endpoint::ALL {
        assert_eq!(ask(&sim, endpoint, STAT).await.status, 200);
    }
}

#[tokio::test]
async fn late() {
    let sim = faulty(Endpoint::Lobbies, Fault::Late(Duration::from_millis(300))).await;
    let started = Instant::now();
    assert_eq!(json(&sim, Endpoint::Lobbies, "").await["result"]["code"], 0);
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn too_many_requests() {
    let fault = Fault::TooManyRequests { retry_after: Some(7) };
    let sim = faulty(Endpoint::Lobbies, fault).await;
    let reply = ask(&sim, Endpoint::Lobbies, "").await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("7")));
    sim.fault_times(Endpoint::Lobbies, Fault::TooManyRequests { retry_after: None }, 1);
    let reply = ask(&sim, Endpoint::Lobbies, "").await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, None));
}

#[tokio::test]
async fn an_html_page() {
    let sim = faulty(Endpoint::Lobbies, Fault::Html).await;
    let reply = ask(&sim, Endpoint::Lobbies, "").await;
    assert_eq!(reply.status, 200);
    assert!(reply.body.starts_with(b"<!doctype html>"));
}

#[tokio::test]
async fn half_a_body() {
    let sim = faulty(Endpoint::PersonalStat, Fault::Truncated).await;
    let half = ask(&sim, Endpoint::PersonalStat, STAT).await;
    assert_eq!(half.status, 200);
    assert!(serde_json::from_slice::<Value>(&half.body).is_err());
    let whole = ask(&sim, Endpoint::PersonalStat, STAT).await;
    assert_eq!(half.body, whole.body[..whole.body.len() / 2]);
}

#[tokio::test]
async fn no_body() {
    let sim = faulty(Endpoint::Catalogue, Fault::Empty).await;
    let reply = ask(&sim, Endpoint::Catalogue, "").await;
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[tokio::test]
async fn no_answer_at_all() {
    let sim = faulty(Endpoint::PersonalStat, Fault::CloseConnection).await;
    assert_eq!(received(&sim).await, "", "not even a status");
    assert_eq!(ask(&sim, Endpoint::PersonalStat, STAT).await.status, 200);
}

#[tokio::test]
async fn cut_off_in_the_middle() {
    let sim = faulty(Endpoint::PersonalStat, Fault::BrokenOff).await;
    let arrived = received(&sim).await;
    let whole = ask(&sim, Endpoint::PersonalStat, STAT).await;
    let (head, half) = arrived.split_once("\r\n\r\n").expect("a head");
    assert!(head.contains(&format!("content-length: {}", whole.body.len())));
    assert_eq!(half.as_bytes(), &whole.body[..whole.body.len() / 2]);
}

/// All that arrives on a keep-alive connection before it ends.
async fn received(sim: &Sim) -> String {
    let mut stream = TcpStream::connect(sim.address()).await.expect("listening");
    let target = Endpoint::PersonalStat.path();
    let request = format!("GET {target}?title=age2{STAT} HTTP/1.1\r\nHost: sim\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut bytes = Vec::new();
    let _end = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).expect("text")
}

#[tokio::test]
async fn every_field_of_another_type() {
    let sim = faulty(Endpoint::MatchHistory, Fault::WrongTypes).await;
    sim.world(|world| world.play_ranked(ANNA, BERT));
    let body = json(&sim, Endpoint::MatchHistory, STAT).await;
    assert_eq!(body["result"]["code"], 0);
    let row = &body["matchHistoryStats"][0];
    assert!(row["id"].is_string() && row["mapname"].is_number());
    assert!(row["matchhistorymember"][0]["newrating"].is_string());
}

#[tokio::test]
async fn an_oversized_body() {
    let sim = faulty(Endpoint::MatchHistory, Fault::TooLarge).await;
    let reply = ask(&sim, Endpoint::MatchHistory, STAT).await;
    assert!(reply.body.len() > 32 * 1024 * 1024 + 30_000_000);
    assert!(reply.body.starts_with(b"{\"result\"") && reply.body.ends_with(b"\"}"));
}

#[tokio::test]
async fn catalogues_with_nothing_in_them() {
    let sim = faulty(Endpoint::Catalogue, Fault::EmptyCatalogue).await;
    let empty = json(&sim, Endpoint::Catalogue, "").await;
    assert_eq!((&empty["result"]["code"], &empty["leaderboards"]), (&0.into(), &Value::Array(vec![])));
    sim.fault_times(Endpoint::Catalogue, Fault::UnmappedCatalogue, 1);
    let unmapped = json(&sim, Endpoint::Catalogue, "").await;
    let boards = unmapped["leaderboards"].as_array().expect("a list");
    assert_eq!(boards.len(), 13);
    assert!(boards.iter().all(|board| board["leaderboardmap"] == Value::Array(vec![])));
}

#[tokio::test]
async fn no_list_of_lobbies() {
    let sim = faulty(Endpoint::Lobbies, Fault::NoLobbyList).await;
    let body = json(&sim, Endpoint::Lobbies, "").await;
    assert!(body.get("matches").is_none() && body.get("avatars").is_some());
}

#[tokio::test]
async fn a_result_code_with_http_200() {
    let sim = faulty(Endpoint::PersonalStat, Fault::ResultCode { code: 12 }).await;
    let body = json(&sim, Endpoint::PersonalStat, STAT).await;
    assert_eq!(body["result"]["code"], 12);
    assert!(body.get("statGroups").is_none());
}
