//! The harness itself: what breaks beside a test fails it at once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::{
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use futures_util::FutureExt as _;
use tests::{Service, background::while_running};
use tokio::time::timeout;

/// Less than any wait of the harness.
const AT_ONCE: Duration = Duration::from_secs(3);

/// What `step` says when it fails, as it has to at once.
async fn failure(step: impl Future) -> String {
    let failed = timeout(AT_ONCE, AssertUnwindSafe(step).catch_unwind()).await.unwrap();
    let Err(payload) = failed else { panic!("it goes on") };
    payload.downcast_ref::<String>().unwrap().clone()
}

/// What the end of the test says.
fn end(service: Service) -> Option<String> {
    let ended = catch_unwind(AssertUnwindSafe(|| drop(service)));
    ended.err().map(|payload| payload.downcast_ref::<String>().unwrap().clone())
}

#[tokio::test]
async fn a_part_of_the_service_that_panics_fails_the_test_at_once() {
    let service = Service::start().await;
    let mut stream = service.stream("/v1/stream").await;
    service.background.run_forever("a part", async { panic!("it broke") });
    let said = failure(stream.next()).await;
    assert!(said.starts_with("a part ended: ") && said.contains("it broke"), "{said}");
    for said in [failure(service.get("/health")).await, failure(service.settle()).await, end(service).unwrap()] {
        assert!(said.contains("it broke"), "{said}");
    }
}

#[tokio::test]
async fn a_part_of_the_service_that_ends_with_an_error_fails_the_test_at_once() {
    let service = Service::start().await;
    service.background.run("a part", async { Err("the port is taken") });
    assert_eq!(failure(service.background.beside(pending::<()>())).await, "a part ended: the port is taken");
    // The first of them is told.
    service.background.run_forever("another part", async {});
    tokio::task::yield_now().await;
    assert_eq!(end(service).unwrap(), "a part ended: the port is taken");
}

#[tokio::test]
async fn a_part_that_ends_untold_fails_the_test_and_one_that_was_told_does_not() {
    let service = Service::start().await;
    let stop = service.background.stop();
    service.background.run_forever("a part", async move { stop.cancelled().await });
    service.get("/health").await;
    assert_eq!(end(service), None);

    let service = Service::start().await;
    service.background.run_forever("a part", async {});
    assert_eq!(failure(service.get("/health")).await, "a part ended: it was not told to");
    assert!(end(service).is_some());
}

#[tokio::test]
async fn a_worker_that_ends_fails_the_step_beside_it() {
    let mut worker = tokio::spawn(async { Err::<(), _>("the lease is lost") });
    let said = failure(while_running(&mut worker, pending::<()>())).await;
    assert_eq!(said, "the background task ended: Ok(Err(\"the lease is lost\"))");
}
