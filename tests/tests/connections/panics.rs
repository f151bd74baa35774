//! Parts that panic: the request gets the contract's error, its connection and all others go on, and nothing stays
//! half done.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

use api::{App, Duties, Environment, FactParts, Flags, Layout, Page, PageFacts, Pages, RenderedPage, tournament_page};
use axum::routing::get;
use domain::{
    clock::{Clock, SharedClock, Timestamp},
    nudge::Event,
};
use http::StatusCode;
use serde_json::{Value, json};
use store::feed::Feed;
use tests::{
    EVENTUALLY, Service,
    service::{HOST, NOW, settings},
    tournament::{create, tournament},
};
use tokio::net::{TcpListener, TcpStream};
use tracing::{
    Dispatch, Subscriber,
    span::{Attributes, Id},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
};

use super::wire::{Wire, nudge_standings, service};

const KEY: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a00aa";

/// Another api with the same database, a clock and pages of its own; where it serves.
async fn another_api(service: &Service, clock: SharedClock, pages: Pages) -> (App, SocketAddr) {
    let pool = service.database.pool.clone();
    let app = App::new(pool, clock, Environment::Development, &settings(), Flags::default(), Duties::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = api::router(app.clone(), pages);
    let stop = service.background.stop();
    service.background.run_forever("the second api's server", api::serve(listener, app.clone(), router, stop));
    (app, address)
}

async fn connect(address: SocketAddr) -> Wire {
    Wire(TcpStream::connect(address).await.unwrap())
}

/// The status of an answer, and its body.
fn read(answer: &str) -> (u16, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    for line in ["x-content-type-options: nosniff", "x-frame-options: DENY", "x-request-id: "] {
        assert!(head.contains(&format!("\r\n{line}")), "{line} is not in {head}");
    }
    (head[9..12].parse().unwrap(), body)
}

/// Whether an answer is the contract's 500.
fn is_internal_error(answer: &str) -> bool {
    let (status, body) = read(answer);
    status == 500 && serde_json::from_str::<Value>(body).unwrap() == json!({"detail": "Internal Server Error"})
}

async fn panic_now() -> StatusCode {
    panic!("a handler")
}

#[tokio::test]
async fn a_handler_that_panics_and_an_error_page_that_does_are_errors_on_a_connection_that_goes_on() {
    let service = service().await;
    let pages = pages::router();
    let pages = Pages { routes: pages.routes.route("/panic", get(panic_now)), refusal: |_| panic!("a page"), ..pages };
    let (_, address) = another_api(&service, Arc::clone(&service.clock) as SharedClock, pages).await;
    let mut wire = connect(address).await;
    for _ in 0..3 {
        wire.ask("/panic").await;
        assert!(is_internal_error(&wire.answer().await));
        wire.send("GET /t/nowhere HTTP/1.1\r\nhost: standings\r\naccept: text/html\r\n\r\n").await;
        assert!(is_internal_error(&wire.answer().await));
        wire.ask("/health").await;
        assert_eq!(read(&wire.answer().await).0, 200);
    }
}

/// A clock that panics as often as it is told to, and then stands still.
#[derive(Debug, Default)]
struct PanickingClock(AtomicUsize);

impl Clock for PanickingClock {
    fn now(&self) -> Timestamp {
        let panics = self.0.try_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        assert!(!panics, "the clock");
        NOW.parse().unwrap()
    }
}

/// What is answered when so many parts panic, one after the other: the fast path from the cache, its second attempt,
/// the handler, and the middleware that writes the handler's error.
const PANICS: [(usize, u16); 5] = [(0, 200), (1, 200), (2, 200), (3, 500), (4, 500)];

#[tokio::test]
async fn where_the_fast_path_panics_the_routes_answer_and_their_panics_are_errors() {
    let service = service().await;
    let clock = Arc::new(PanickingClock::default());
    let (_, address) = another_api(&service, Arc::clone(&clock) as SharedClock, pages::router()).await;
    let mut wire = connect(address).await;
    let (client, connection) = h2::client::handshake(TcpStream::connect(address).await.unwrap()).await.unwrap();
    tokio::spawn(connection);
    let http2_status = async || {
        let request = http::Request::get("http://standings/v1/tournaments").body(()).unwrap();
        let mut client = client.clone().ready().await.expect("the connection goes on");
        let (answer, _) = client.send_request(request, true).unwrap();
        answer.await.expect("an answer").status().as_u16()
    };
    // The second answer is the fast path's.
    assert_eq!([http2_status().await, http2_status().await], [200, 200]);
    for (panics, status) in PANICS {
        clock.0.store(panics, Relaxed);
        wire.ask("/v1/tournaments").await;
        let answer = wire.answer().await;
        assert_eq!((read(&answer).0, clock.0.load(Relaxed)), (status, 0), "{panics}: {answer}");
        assert!(status == 200 || is_internal_error(&answer), "{answer}");
        clock.0.store(panics, Relaxed);
        assert_eq!((http2_status().await, clock.0.load(Relaxed)), (status, 0), "{panics}");
    }
}

static RENDER_PANICS: AtomicBool = AtomicBool::new(false);
static PAGE: Page = Page::new(
    "panicking",
    &[Event::Standings],
    Layout { parts: FactParts::NONE, is_live: false, polls: &[], render: render_or_panic },
);

fn render_or_panic(_: &PageFacts<'_>) -> Option<RenderedPage> {
    assert!(!RENDER_PANICS.load(Relaxed), "a render");
    Some(RenderedPage::html("rendered".to_owned(), |_| String::new()))
}

/// Asks until the answer is as expected.
async fn eventually(wire: &mut Wire, path: &str, is_so: impl Fn(&str) -> bool) {
    let began = Instant::now();
    loop {
        wire.ask(path).await;
        let answer = wire.answer().await;
        if is_so(&answer) {
            return;
        }
        assert!(began.elapsed() < EVENTUALLY, "it stays {answer}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn where_a_render_panics_the_last_body_is_served_and_the_next_render_is_tried() {
    let service = service().await;
    create(&service.database.pool, &tournament("other")).await;
    let pages = pages::router();
    let routes = pages.routes.route("/t/{tournament_slug}/panicking", tournament_page(&PAGE));
    let pages = Pages { routes, ..pages };
    let (app, address) = another_api(&service, Arc::clone(&service.clock) as SharedClock, pages).await;
    let feed = Feed::new(service.database.pool.clone(), service.database.options());
    service.background.run_forever("the second feed", api::follow(app, feed, service.background.stop()));
    let mut wire = connect(address).await;
    let is_fresh = |answer: &str| answer.ends_with("\r\n\r\nrendered") && !answer.contains("\r\nwarning: ");
    let is_stale = |answer: &str| answer.ends_with("\r\n\r\nrendered") && answer.contains("\r\nwarning: 110 ");
    eventually(&mut wire, "/t/cup/panicking", is_fresh).await;
    RENDER_PANICS.store(true, Relaxed);
    nudge_standings(&service).await;
    eventually(&mut wire, "/t/cup/panicking", is_stale).await;
    wire.ask("/t/other/panicking").await;
    assert!(is_internal_error(&wire.answer().await), "there is no older body");
    RENDER_PANICS.store(false, Relaxed);
    eventually(&mut wire, "/t/cup/panicking", is_fresh).await;
    eventually(&mut wire, "/t/other/panicking", is_fresh).await;
}

/// Panics once when a span begins on this thread, whenever it is armed.
struct PanicAtSpan {
    is_armed: Arc<AtomicBool>,
    _guard: DefaultGuard,
    /// As in `LogCapture`: with one subscriber alone, other tests' threads would switch the spans off.
    _second: Dispatch,
}

struct PanickingLayer(&'static str, Arc<AtomicBool>);

impl<S: Subscriber> Layer<S> for PanickingLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let is_there = attributes.metadata().name() == self.0;
        assert!(!is_there || !self.1.swap(false, Relaxed), "a host's operation");
    }
}

impl PanicAtSpan {
    fn named(name: &'static str) -> Self {
        let second = Dispatch::new(tracing_subscriber::registry());
        let is_armed = Arc::new(AtomicBool::new(false));
        let layer = PanickingLayer(name, Arc::clone(&is_armed));
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
        Self { is_armed, _guard: guard, _second: second }
    }
}

/// What is stored of entries, nudges and keys.
async fn stored(service: &Service) -> [i64; 3] {
    [
        service.database.value("select count(*) from tournament_players").await,
        service.database.value("select count(*) from nudges").await,
        service.database.value("select count(*) from idempotency_keys").await,
    ]
}

#[tokio::test]
async fn a_write_that_panics_within_its_transaction_leaves_nothing_and_holds_nothing() {
    let service = service().await;
    let cup: i64 = service.database.value("select id from tournaments").await;
    service.make_owner(domain::id::TournamentId(cup), HOST).await;
    let token = service.token(HOST);
    let add = async || {
        let (path, body) = ("/v1/tournaments/cup/players", json!({"name": "Anna"}));
        service.send("POST", path, Some(&token), Some(body), &[("idempotency-key", KEY)]).await
    };
    let before = stored(&service).await;
    let panics = PanicAtSpan::named("store.nudges.publish");
    // More often than there are connections to the database.
    for _ in 0..6 {
        panics.is_armed.store(true, Relaxed);
        let (status, headers, body) = add().await;
        assert!(!panics.is_armed.load(Relaxed), "it panicked");
        assert_eq!((status, body), (500, json!({"detail": "Internal Server Error"})));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(stored(&service).await, before);
    }
    let (status, headers, _) = add().await;
    assert_eq!((status, headers.contains_key("idempotency-replayed")), (204, false));
    let [entries, nudges, keys] = stored(&service).await;
    assert!(entries == before[0] + 1 && nudges > before[1] && keys == before[2] + 1);
}
