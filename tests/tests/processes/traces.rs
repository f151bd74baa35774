//! Traces, as a collector gets them: which requests are sampled, their queries, and whose trace they continue.

use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rustix::process::Signal;
use serde_json::json;
use sim::{Endpoint, Sim};
use tests::Database;

use super::{
    collectors::{Collected, Exported, TOKEN, tokens, traces},
    program::Program,
    split::cup,
};

const STANDINGS: &str = "/v1/tournaments/cup/standings";
const ROUTE: &str = "/v1/tournaments/{tournament_slug}/standings";
/// A trace of somebody else's, recorded and not.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn program(database: &Database, sim: &Sim, endpoint: &str) -> Program {
    let program = Program::new("aoe2-standings").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    program.set("OTEL_ENABLED", true).set("OTEL_EXPORTER_ENDPOINT", endpoint)
}

async fn get(port: u16, traceparent: Option<String>) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(format!("http://127.0.0.1:{port}{STANDINGS}"));
    if let Some(traceparent) = traceparent {
        request = request.header("traceparent", traceparent);
    }
    assert_eq!(request.send().await.unwrap().status(), 200);
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_request(exported: &Exported) -> bool {
    exported.span.name == format!("GET {ROUTE}")
}

#[tokio::test]
async fn a_request_goes_on_with_its_callers_trace_and_so_does_a_poll_with_ours() {
    let (database, sim, _) = cup().await;
    let (endpoint, collected) = traces().await;
    let program = program(&database, &sim, &endpoint).set("OTEL_SERVICE_NAME", "of-a-test");
    let mut running = program.serve().await;
    running.eventually(STANDINGS, std::time::Duration::from_secs(15), |body| !body["items"].is_null()).await;
    // A cached read by now, which is in no trace but its caller's.
    get(running.port, Some(format!("00-{TRACE}-{PARENT}-01"))).await;
    let ours = |exported: &Exported| is_request(exported) && hex(&exported.span.trace_id) == TRACE;
    let request = collected.first("span of the request", ours).await;
    assert_eq!(hex(&request.span.parent_span_id), PARENT);
    let told = ["http.request.method", "http.route", "http.response.status_code", "url.path"];
    let told = told.map(|name| request.attribute(name).unwrap_or_default());
    assert_eq!(told, ["GET", ROUTE, "200", STANDINGS]);
    assert_eq!(request.of("service.name"), Some("of-a-test"));

    let tick = collected.first("tick", |exported| exported.span.name == "poller.stats.tick").await;
    let of_tick = |exported: &Exported| exported.span.parent_span_id == tick.span.span_id;
    let is_asked = |exported: &Exported| of_tick(exported) && exported.span.name == "relic.get";
    let asked = collected.first("request to the upstream", is_asked).await;
    let is_query = |exported: &Exported| of_tick(exported) && exported.span.name.starts_with("store.");
    let query = collected.first("query of the tick", is_query).await;
    assert_eq!(query.span.name, "store.tracked.accounts_by_tournament");
    assert_eq!(asked.attribute("endpoint").as_deref(), Some("leaderboard/GetPersonalStat"));
    let traceparent = sim.requests(Endpoint::PersonalStat).last_traceparent.expect("the upstream is told");
    let [_, trace, span, flags] = traceparent.split('-').collect::<Vec<_>>()[..] else { panic!("{traceparent}") };
    assert_eq!((trace.len(), span.len(), flags), (32, 16, "01"), "{traceparent}");
    let render = collected.first("render", |exported| exported.span.name == "api.views.render").await;
    assert_eq!(render.attribute("view").as_deref(), Some("standings"));
    running.stop(Signal::TERM).await;
}

#[tokio::test]
async fn a_requests_trace_shows_its_queries_by_their_addresses() {
    let (database, sim, _) = cup().await;
    let (endpoint, collected) = traces().await;
    let mut running = program(&database, &sim, &endpoint).set("POLLING_ENABLED", false).serve().await;
    get(running.port, Some(format!("00-{TRACE}-{PARENT}-01"))).await;
    running.stop(Signal::TERM).await;
    let all = collected.all();
    let ours = all.iter().map(|exported| &exported.span).filter(|span| hex(&span.trace_id) == TRACE);
    let ours: Vec<_> = ours.collect();
    let render = ours.iter().find(|span| span.name == "api.views.render").expect("nothing was rendered before");
    for query in ["store.read.tournaments.one", "store.read.roster.entrants", "store.read.recent_games.recent_results"]
    {
        let queries: Vec<_> = ours.iter().filter(|span| span.name == query).collect();
        assert_eq!(queries.len(), 1, "{query}");
        assert_eq!(queries[0].parent_span_id, render.span_id, "{query}");
        assert!(queries[0].attributes.iter().all(|told| !told.key.contains("tournament")), "{query} tells no argument");
    }
}

/// What is exported of three requests: one without a trace, one of a recorded and one of a forgotten trace.
async fn exported(ratio: &str) -> Vec<String> {
    let (database, sim, _) = cup().await;
    let (endpoint, collected): (_, Collected<Exported>) = traces().await;
    let program = program(&database, &sim, &endpoint).set("OTEL_TRACES_SAMPLE_RATIO", ratio);
    let mut running = program.set("POLLING_ENABLED", false).serve().await;
    get(running.port, Some(format!("00-{TRACE}-{PARENT}-00"))).await;
    get(running.port, Some(format!("00-{TRACE}-{PARENT}-01"))).await;
    // What is left is sent at the end.
    running.stop(Signal::TERM).await;
    let all = collected.all();
    all.iter().filter(|exported| is_request(exported)).map(|request| hex(&request.span.trace_id)).collect()
}

#[tokio::test]
async fn the_ratio_decides_whether_a_trace_is_recorded_whatever_its_caller_says() {
    assert_eq!(exported("0").await, [""; 0], "nobody makes us record");
    assert_eq!(exported("1").await, [TRACE]);
    let (database, sim, _) = cup().await;
    let (endpoint, collected) = traces().await;
    let program = program(&database, &sim, &endpoint).set("OTEL_TRACES_SAMPLE_RATIO", 0);
    let mut running = program.serve().await;
    get(running.port, None).await;
    running.stop(Signal::TERM).await;
    assert!(collected.all().is_empty(), "{:?}", collected.all());
}

#[tokio::test]
async fn a_collector_that_is_away_is_told_once_and_harms_nobody() {
    let (database, sim, _) = cup().await;
    let mut running = program(&database, &sim, "http://127.0.0.1:1").set("OTEL_BSP_SCHEDULE_DELAY", 100).serve().await;
    for _ in 0..10 {
        get(running.port, None).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    running.stop(Signal::TERM).await;
    let said = running.output();
    assert_eq!(said.matches("traces cannot be exported").count(), 1, "{said}");
}

#[tokio::test]
async fn google_gets_traces_of_the_account_the_process_runs_as() {
    let (database, sim, _) = cup().await;
    let (endpoint, collected) = traces().await;
    let folder = tempfile::tempdir().unwrap();
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let account = json!({
        "type": "service_account", "project_id": "a-project", "private_key_id": "1",
        "private_key": key.to_pkcs8_pem(LineEnding::LF).unwrap().as_str(),
        "client_email": "service@a-project.example", "client_id": "1", "token_uri": tokens().await,
    });
    let file = folder.path().join("account.json");
    std::fs::write(&file, account.to_string()).unwrap();
    let program = program(&database, &sim, &endpoint).set("OTEL_USE_CLOUD_TRACE", true);
    let mut running = program.set("GOOGLE_APPLICATION_CREDENTIALS", file.display()).serve().await;
    get(running.port, None).await;
    let request = collected.first("span of the request", is_request).await;
    assert_eq!(request.authorization, Some(format!("Bearer {TOKEN}")));
    assert_eq!(request.of("gcp.project_id"), Some("a-project"));
    running.stop(Signal::TERM).await;
    assert!(!running.output().contains(TOKEN), "{}", running.output());
}
