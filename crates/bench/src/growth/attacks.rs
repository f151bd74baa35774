//! Measures attackers who send another value of every parameter each time, to the event with long careers, and a viewer
//! of another event in the same process. Both events change twice a second throughout.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use store::nudges;
use tests::{
    Service,
    parameters::{Parameter, parameters},
    tournament::{create, tournament},
};

use super::instance;
use crate::{
    figure::Report,
    load::{http, latency::Latencies},
};

/// A client's requests per minute, by default.
const LIMIT: u64 = 300;
/// How many attackers there are.
const CROWD: u64 = 100;
/// The threads that send their requests.
const THREADS: u64 = 4;
/// How long each phase lasts.
const PHASE: Duration = Duration::from_secs(15);
/// The time between changes of both events.
const CHANGES: Duration = Duration::from_millis(500);
/// The time between the viewer's requests.
const PAUSE: Duration = Duration::from_millis(5);

/// The address and the parameters to attack.
#[derive(Debug)]
struct Target {
    address: SocketAddr,
    parameters: Vec<Parameter>,
}

pub(super) async fn measure(report: &mut Report, service: &Service, size: &str) {
    create(&service.database.pool, &tournament("cup")).await;
    let limit = LIMIT.to_string();
    let (api, _) =
        instance::api(&service.database, &[("TRUSTED_PROXIES", "127.0.0.1"), ("RATE_LIMIT_PER_MINUTE", &limit)]);
    let document = http::ask(api.address, &http::get("/openapi.json", &[])).unwrap();
    let parameters = parameters(&serde_json::from_slice(&document.body).unwrap(), "cup-1");
    let target = Target { address: api.address, parameters };
    let quiet = viewed(service, &target, 0).await;
    let name = format!("{size}: another event's viewer, p99 over that before ({:.1} ms)", quiet.as_secs_f64() * 1e3);
    for clients in [1, CROWD] {
        let attacked = viewed(service, &target, clients).await;
        let name = format!("{name}, {clients} attacking");
        report.at_most(&name, attacked.as_secs_f64() / quiet.as_secs_f64(), 1.5, "");
    }
}

/// The 99th percentile of the viewer's times while so many attack.
async fn viewed(service: &Service, target: &Target, clients: u64) -> Duration {
    let (is_over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let viewer = scope.spawn(|| view(target.address, &is_over));
        let threads = clients.min(THREADS);
        for number in 0..threads {
            let (is_over, answered) = (&is_over, &answered);
            scope.spawn(move || attack(target, clients, (number, threads), is_over, answered));
        }
        let changes = async {
            let mut ticks = tokio::time::interval(CHANGES);
            loop {
                ticks.tick().await;
                change(service).await;
            }
        };
        tokio::task::block_in_place(|| {
            let _ended = tokio::runtime::Handle::current().block_on(tokio::time::timeout(PHASE, changes));
        });
        is_over.store(true, Relaxed);
        let times = viewer.join().unwrap();
        eprintln!(
            "  {clients} attacking: {} requests answered, the viewer's {}",
            answered.load(Relaxed),
            times.clone().summary()
        );
        times
    })
    .percentile(0.99)
}

fn view(address: SocketAddr, is_over: &AtomicBool) -> Latencies {
    let mut connection = http::connect(address).unwrap();
    let mut times = Latencies::default();
    for viewer in 0x0a00_0001_u32.. {
        if is_over.load(Relaxed) {
            break;
        }
        let from = Ipv4Addr::from(viewer).to_string();
        let request = http::get("/v1/tournaments/cup/standings", &[("x-forwarded-for", &from)]);
        let asked = Instant::now();
        assert_eq!(http::exchange(&mut connection, &request).unwrap().status(), 200);
        times.add(asked.elapsed());
        thread::sleep(PAUSE);
    }
    times
}

/// Sends one thread's share of the requests: each client sends as many as its limit allows, to one parameter after the
/// other.
fn attack(target: &Target, clients: u64, (number, threads): (u64, u64), is_over: &AtomicBool, answered: &AtomicUsize) {
    let mut connection = http::connect(target.address).unwrap();
    let pace = Duration::from_secs(60) / u32::try_from(LIMIT * clients / threads).unwrap();
    let began = Instant::now();
    for turn in 0_u32.. {
        thread::sleep((began + pace * turn).saturating_duration_since(Instant::now()));
        if is_over.load(Relaxed) {
            break;
        }
        let count = usize::try_from(u64::from(turn) * threads + number).unwrap();
        let client = u32::try_from(count as u64 % clients).unwrap();
        let Parameter { address, values } = &target.parameters[count % target.parameters.len()];
        let path = address.replace("{}", &values[count / target.parameters.len() % values.len()]);
        let from = Ipv4Addr::from(0xc612_0000 + client).to_string();
        let answer = http::exchange(&mut connection, &http::get(&path, &[("x-forwarded-for", &from)])).unwrap();
        assert!([200, 404, 422, 429].contains(&answer.status()), "{path}: {}", answer.status());
        answered.fetch_add(usize::from(answer.status() != 429), Relaxed);
    }
}

async fn change(service: &Service) {
    let mut tx = service.database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, &Scope::All, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}
