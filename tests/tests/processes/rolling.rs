//! A deploy: the old process is told to stop while everybody asks and listens, and a new one is started in its place.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use domain::nudge::{Event, Scope};
use reqwest::Client;
use rustix::process::Signal;
use store::nudges;
use tests::{Database, Frames, service::NOW, until};
use tokio::{net::TcpListener, time::sleep};

use super::{
    program::{Program, Running, free_port},
    split::cup,
};

/// Listeners who only hold their streams open.
const LISTENERS: usize = 1_000;
/// Listeners who come back and keep account of what they heard.
const RETURNING: usize = 40;
/// Viewers who ask without a pause.
const VIEWERS: usize = 8;
/// How long a proxy looks for somebody who answers.
const TIMEOUT: Duration = Duration::from_secs(10);

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap()
}

/// What a retrying proxy does: a request that nobody took, or that was answered with 503, is sent again.
async fn forward(State((client, target)): State<(Client, String)>, request: Request) -> Response {
    let began = Instant::now();
    loop {
        let mut asked = client.get(format!("{target}{}", request.uri()));
        if let Some(id) = request.headers().get("last-event-id") {
            asked = asked.header("last-event-id", id);
        }
        match asked.send().await {
            Ok(answer) if answer.status() != 503 || began.elapsed() > TIMEOUT => {
                let response = Response::builder().status(answer.status());
                let kind = answer.headers().get("content-type").cloned();
                let response = kind.into_iter().fold(response, |response, kind| response.header("content-type", kind));
                return response.body(Body::from_stream(answer.bytes_stream())).unwrap();
            }
            Err(error) if began.elapsed() > TIMEOUT => panic!("nobody answers: {error}"),
            _ => sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn proxy(port: u16) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(forward).with_state((client(), format!("http://127.0.0.1:{port}")));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn serve(database: &Database, port: u16) -> Running {
    let program = Program::new("api").set("DATABASE_URL", &database.url).set("PORT", port);
    let mut running = program
        .set("RATE_LIMIT_PER_MINUTE", 0)
        .set("MAX_CONNECTIONS_PER_CLIENT", 0)
        .set("MAX_STREAMS_PER_CLIENT", 0)
        .start();
    running.port = port;
    running
}

/// What one listener heard, over as many streams as it took.
#[derive(Debug, Default)]
struct Heard {
    ids: BTreeSet<i64>,
    /// Up to this one it was told to start over.
    anew: i64,
    streams: u64,
}

impl Heard {
    fn covers(&self, id: i64) -> bool {
        self.ids.contains(&id) || id <= self.anew
    }
}

/// Listens as a browser does: comes back with the last id it saw.
async fn listen(client: Client, url: String, heard: Arc<Mutex<Heard>>) {
    let mut last = None;
    loop {
        let mut request = client.get(format!("{url}/v1/stream"));
        if let Some(last) = &last {
            request = request.header("last-event-id", last);
        }
        let Ok(answer) = request.send().await else { continue };
        if answer.status() != 200 {
            continue;
        }
        heard.lock().unwrap().streams += 1;
        let mut frames = Frames::of(answer);
        while let Some(frame) = frames.next_within(Duration::from_secs(30)).await {
            if let Some(id) = frame.id.clone().filter(|id| !id.is_empty()) {
                last = Some(id);
            }
            let id = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
            let mut heard = heard.lock().unwrap();
            match frame.event.as_deref() {
                Some("resync") => heard.anew = heard.anew.max(id),
                Some(_) => drop(heard.ids.insert(id)),
                None => {}
            }
        }
        // A browser waits for as long as it was told; the least of that will do here.
        sleep(Duration::from_millis(200)).await;
    }
}

/// Publishes again and again; the ids.
async fn publish(database: &Database, published: &Mutex<Vec<i64>>) {
    loop {
        let mut tx = database.pool.begin().await.unwrap();
        nudges::publish(&mut tx, Event::Standings, &Scope::All, NOW.parse().unwrap()).await.unwrap();
        let id: i64 = sqlx::query_scalar("select max(id) from nudges").fetch_one(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        published.lock().unwrap().push(id);
        sleep(Duration::from_millis(50)).await;
    }
}

#[allow(clippy::too_many_lines, reason = "one deploy, step by step")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deploy_costs_no_request_and_no_nudge() {
    let (database, _, _) = cup().await;
    let port = free_port();
    let mut old = serve(&database, port).await;
    old.wait_until_healthy().await;
    let url = proxy(port).await;
    let client = client();
    let (answered, failed, over) =
        (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let viewers: Vec<_> = (0..VIEWERS)
        .map(|viewer| {
            let (client, answered, failed, over) = (client.clone(), answered.clone(), failed.clone(), over.clone());
            let path = ["standings", "summary", "players", "matches"][viewer % 4];
            let url = format!("{url}/v1/tournaments/cup/{path}");
            tokio::spawn(async move {
                while !over.load(Relaxed) {
                    let outcome = match client.get(&url).send().await {
                        Ok(answer) if answer.status() == 200 => answer.text().await.map_err(|error| error.to_string()),
                        Ok(answer) => Err(answer.status().to_string()),
                        Err(error) => Err(error.to_string()),
                    };
                    match outcome {
                        Ok(_) => drop(answered.fetch_add(1, Relaxed)),
                        Err(error) => failed.lock().unwrap().push(error),
                    }
                }
            })
        })
        .collect();
    let heard: Vec<_> = (0..RETURNING).map(|_| Arc::new(Mutex::new(Heard::default()))).collect();
    let returning: Vec<_> =
        heard.iter().map(|heard| tokio::spawn(listen(client.clone(), url.clone(), heard.clone()))).collect();
    let mut held = Vec::new();
    for _ in 0..LISTENERS {
        held.push(old.ask("/v1/stream").await.expect("a stream"));
    }
    let all_listen = async || heard.iter().all(|heard| heard.lock().unwrap().streams > 0);
    until("all listen", Duration::from_secs(30), all_listen).await;
    let published = Mutex::new(Vec::new());
    let deploy = async {
        sleep(Duration::from_secs(1)).await;
        old.signal(Signal::TERM);
        let begun = Instant::now();
        assert_eq!(old.exit_code(Duration::from_secs(10)).await, 0, "{}", old.output());
        let stopped = begun.elapsed();
        let new = serve(&database, port).await;
        new.wait_until_healthy().await;
        let all_are_back = async || heard.iter().all(|heard| heard.lock().unwrap().streams >= 2);
        until("all are back", Duration::from_secs(30).saturating_sub(begun.elapsed()), all_are_back).await;
        sleep(Duration::from_secs(1)).await;
        (new, stopped)
    };
    let (mut new, stopped) = tokio::select! {
        done = deploy => done,
        () = publish(&database, &published) => unreachable!("it goes on"),
    };
    over.store(true, Relaxed);
    for viewer in viewers {
        viewer.await.unwrap();
    }
    assert!(failed.lock().unwrap().is_empty(), "{:?}", failed.lock().unwrap());
    assert!(answered.load(Relaxed) > 100, "under load: {answered:?}");
    eprintln!("stopped within {stopped:?} with {LISTENERS} streams open; {answered:?} reads were answered");
    let published = published.into_inner().unwrap();
    let newest = *published.last().expect("something was published");
    let all_know = async || heard.iter().all(|heard| heard.lock().unwrap().covers(newest));
    until("nobody lost the last nudge", Duration::from_secs(5), all_know).await;
    for heard in &heard {
        let heard = heard.lock().unwrap();
        let lost: Vec<_> = published.iter().filter(|id| !heard.covers(**id)).collect();
        assert!(lost.is_empty(), "lost: {lost:?} of {}", published.len());
    }
    returning.iter().for_each(tokio::task::JoinHandle::abort);
    new.stop(Signal::TERM).await;
    drop(held);
}
