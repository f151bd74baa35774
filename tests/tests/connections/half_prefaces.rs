//! Clients that send the first bytes of HTTP/2's preface and wait: nothing wakes the server when the rest comes, so it
//! has to look again.

use std::time::Duration;

use super::api_process::ApiProcess;

const CLIENTS: usize = 300;
/// The processor time that all of them may take in two seconds.
const COST: Duration = Duration::from_millis(300);

#[tokio::test]
async fn who_sends_half_a_preface_costs_little() {
    let api = ApiProcess::start().await;
    let idle = api.processor_time().await;
    let mut wires = Vec::new();
    for _ in 0..CLIENTS {
        let mut wire = api.connect().await;
        wire.send("PR").await;
        wires.push(wire);
    }
    // At first the rest may well come soon.
    api.processor_time().await;
    let waiting = api.processor_time().await;
    assert!(waiting < idle + COST, "they take {waiting:?} instead of {idle:?}");
}
