//! Metrics of streams and nudges: how many streams are open, and how long nudges took.

use std::time::{Duration, Instant};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use store::nudges;
use tokio::time::sleep;

use super::everything;

#[tokio::test]
async fn streams_and_nudges_are_counted() {
    let (measured, database, _sim) = everything().await;
    assert_eq!(measured.figure("aoe2_stream_connections").await, 0.0);
    let mut stream = measured.running.stream().await;
    assert_eq!(measured.eventually("aoe2_stream_connections", |open| open > 0.0).await, 1.0);
    assert_eq!(measured.figure("aoe2_streams_opened_total").await, 1.0);
    let heard = || measured.figure("aoe2_nudge_latency_seconds_count");
    let waited = || measured.figure("aoe2_nudge_latency_seconds_sum");
    let (heard_before, waited_before) = (heard().await, waited().await);
    // A commit that takes a second and a half.
    let begun = Instant::now();
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &Scope::All, server::SystemClock.now()).await.unwrap();
    sleep(Duration::from_millis(1_500)).await;
    tx.commit().await.unwrap();
    stream.event().await;
    measured.eventually("aoe2_nudge_latency_seconds_count", |count| count > heard_before).await;
    let (heard, waited) = (heard().await - heard_before, waited().await - waited_before);
    assert!(waited > 1.0 && waited < (begun.elapsed().as_secs_f64() + 0.5) * heard, "{waited} s for {heard} nudges");
    drop(stream);
    measured.eventually("aoe2_streams_closed_total{reason=\"left\"}", |closed| closed == 1.0).await;
    assert_eq!(measured.figure("aoe2_stream_connections").await, 0.0);
}
