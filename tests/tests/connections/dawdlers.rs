//! Clients that take their time, or waste ours. Each kind has its limit, and nobody else notices.

use std::time::Duration;

use tests::{
    Service,
    tournament::{create, enter, tournament},
};

use super::wire::Wire;

/// So many of each kind.
const DAWDLERS: usize = 40;
/// The check comes once a second, and machines are busy.
const SLACK: Duration = Duration::from_secs(5);
/// Moments are whole seconds of a clock that a busy machine sets late and then catches up.
const EARLY: Duration = Duration::from_secs(3);

/// Clients begin, do nothing more, and are closed at the limit, at most [`EARLY`] before it and [`SLACK`] after it.
async fn close_all(service: &Service, limit: u64, begin: impl AsyncFn(&mut Wire)) {
    let mut wires = Vec::new();
    for _ in 0..DAWDLERS {
        let began = tokio::time::Instant::now();
        let mut wire = Wire::to(service).await;
        begin(&mut wire).await;
        wires.push((wire, began));
    }
    let limit = Duration::from_secs(limit);
    let all_began = tokio::time::Instant::now();
    for (mut wire, began) in wires {
        wire.closed_within((limit + SLACK).saturating_sub(all_began.elapsed())).await;
        assert!(began.elapsed() >= limit - EARLY, "closed after {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn who_does_not_ask_in_time_is_closed_and_others_are_served() {
    let service = Service::start().await;
    let legitimate = async {
        for _ in 0..100 {
            assert_eq!(service.answer("/health").await.status(), 200);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::join!(
        close_all(&service, 10, async |_| {}),
        close_all(&service, 10, async |wire| wire.send("GET /v1/tourna").await),
        close_all(&service, 10, async |wire| wire.send("PR").await),
        close_all(&service, 10, async |wire| {
            wire.ask("/health").await;
            wire.answer().await;
            wire.send("GET /hea").await;
        }),
        legitimate,
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let service = Service::start().await;
    close_all(&service, 10, async |wire| {
        wire.send("POST /v1/tournaments HTTP/1.1\r\nhost: standings\r\ncontent-type: application/json\r\n").await;
        wire.send("content-length: 1000\r\n\r\n{\"slug\": ").await;
    })
    .await;
}

#[tokio::test]
async fn who_does_not_read_is_closed() {
    let service = Service::start().await;
    let id = create(&service.database.pool, &tournament("cup")).await;
    for entry in 0..100 {
        enter(&service.database.pool, id, &format!("{entry:03} of the long name {:040}", 0), None).await;
    }
    service.settle().await;
    let before = service.answer("/v1/tournaments/cup/standings").await.bytes().await.unwrap().len();
    assert!(before > 30_000);
    let requests = "GET /v1/tournaments/cup/standings HTTP/1.1\r\nhost: standings\r\n\r\n".repeat(400);
    let mut wires = Vec::new();
    for _ in 0..5 {
        let mut wire = Wire::to(&service).await;
        // Far more than the kernel's buffers hold; what is not taken of the requests is not needed either.
        let sending = tokio::time::timeout(Duration::from_secs(2), wire.send(&requests));
        let _ = sending.await;
        wires.push(wire);
    }
    tokio::time::sleep(Duration::from_secs(22) + SLACK).await;
    for mut wire in wires {
        // What is in the kernel's buffers still comes; then the end, instead of 400 answers.
        wire.closed_within(Duration::from_secs(5)).await;
    }
}
