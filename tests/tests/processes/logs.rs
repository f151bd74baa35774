//! Log lines: objects for machines, with the request's name in each of a request's; no secrets; changes, not
//! repetitions.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use sim::{Endpoint, Fault};
use tests::until;

use super::{
    program::{Program, Running},
    split::cup,
};

fn lines(running: &Running) -> Vec<Value> {
    let said = running.output();
    said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
}

fn told<'a>(lines: &'a [Value], message: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["message"] == message).collect()
}

/// Ready for production, but for a database.
fn production() -> Program {
    let program = Program::new("aoe2-standings").set("ENVIRONMENT", "production");
    let program = program.set("CORS_ORIGINS", "https://example.org").set("UPSTREAM_CONTACT", "ops@example.org");
    program.set("UPSTREAM_BASE_URL", "http://127.0.0.1:1")
}

#[tokio::test]
async fn in_production_each_line_is_an_object_and_those_of_a_request_name_it() {
    let program = production().set("DATABASE_URL", "postgres://somebody:hush@127.0.0.1:1/nothing");
    let mut running = program.set("POLLING_ENABLED", "false").serve().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("http://127.0.0.1:{}/v1/tournaments/current/summary", running.port));
    let request = request.header("x-request-id", "of-a-test").header("cookie", "criticalbit_access=hush");
    assert_eq!(request.send().await.unwrap().status(), 503);
    running.stop(Signal::TERM).await;
    let lines = lines(&running);
    for line in &lines {
        let severity = line["severity"].as_str().unwrap();
        assert!(["INFO", "WARNING", "ERROR"].contains(&severity), "{line}");
        assert!(line["time"].as_str().unwrap().ends_with('Z') && line["target"].is_string(), "{line}");
    }
    let of_request: Vec<_> = lines.iter().filter(|line| !line["request_id"].is_null()).collect();
    let refused = of_request.iter().find(|line| line["message"] == "a request could not be served");
    let refused = refused.unwrap_or_else(|| panic!("{lines:?}"));
    assert_eq!(refused["severity"], "WARNING");
    for line in of_request {
        assert_eq!(line["request_id"], "of-a-test");
        assert_eq!((&line["method"], &line["path"]), (&"GET".into(), &"/v1/tournaments/current/summary".into()));
    }
    assert!(!running.output().contains("hush"), "{}", running.output());
}

#[tokio::test]
async fn in_development_lines_are_for_people() {
    let program = Program::new("aoe2-standings").set("DATABASE_URL", "postgres://somebody@127.0.0.1:1/nothing");
    let mut running = program.set("POLLING_ENABLED", "false").serve().await;
    running.stop(Signal::TERM).await;
    let said = running.output();
    let started = said.lines().find(|line| line.contains("started")).unwrap_or_else(|| panic!("{said}"));
    assert!(started.contains("INFO") && started.contains("serves=true") && !started.starts_with('{'), "{started}");
    assert!(!said.contains('\u{1b}'), "no colours where nobody looks: {said:?}");
}

#[tokio::test]
async fn an_outage_of_the_upstream_is_told_once_and_so_is_its_end() {
    let (database, sim, _) = cup().await;
    let program = production().set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let mut running = program.serve().await;
    let polled = |count: u64| sim.requests(Endpoint::PersonalStat).count >= count;
    let polls = async |count| until("it polls", Duration::from_secs(30), async || polled(count)).await;
    polls(2).await;
    sim.fault_all(&Fault::ServerError);
    let before = sim.requests(Endpoint::PersonalStat).count;
    polls(before + 3).await;
    sim.clear_faults();
    let healed = sim.requests(Endpoint::PersonalStat).count;
    polls(healed + 2).await;
    running.wait_for_output("an outage is over", Duration::from_secs(20)).await;
    running.stop(Signal::TERM).await;
    let lines = lines(&running);
    let begun = told(&lines, "an outage begins");
    assert_eq!(begun.len(), 1, "{lines:?}");
    assert_eq!(
        (&begun[0]["source"], &begun[0]["status"], &begun[0]["severity"]),
        (&"upstream".into(), &"500".into(), &"ERROR".into())
    );
    assert_eq!(told(&lines, "an outage is over").len(), 1, "{lines:?}");
    let failed = told(&lines, "poll failed; it is tried again");
    let of_stats = failed.iter().filter(|line| line["task"] == "stats").count();
    assert_eq!(of_stats, 1, "{failed:?}");
}
