//! Measures one nudge to all streams, and ten a second, compared with a bare loop that writes the same bytes.

use std::time::Duration;

use domain::nudge::Scope;
use tokio::{
    task::block_in_place,
    time::{interval, sleep},
};

use crate::{
    figure::{Report, as_f64},
    idle_streams::{SMALL, STREAMS},
    load::{
        Extent, Fixture, Process, Readers, ceiling,
        fixture::STREAM,
        http,
        latency::{middle, milliseconds},
        nudging,
        readers::Plan,
    },
};

/// Each side has two turns of its own, because both together would need more sockets than a process may have.
const TURNS: usize = 2;
const NUDGES: usize = 7;
const CPU: f64 = 1.3;
const TIME: f64 = 1.5;
/// How long to wait for a nudge.
const LIMIT: Duration = Duration::from_secs(10);

/// The costs of one side: time for one nudge, and processor time for each frame, single and in a flow, in microseconds.
#[derive(Default)]
struct Costs {
    times: Vec<f64>,
    single: Vec<f64>,
    flow: Vec<f64>,
    missed: usize,
}

/// The sender.
enum Side<'a> {
    Ours(&'a Fixture),
    Bare(&'a mut Process),
}

impl Side<'_> {
    async fn nudge(&mut self) {
        match self {
            Self::Ours(fixture) => drop(nudging::publish(&fixture.database.pool, &Scope::All).await),
            Self::Bare(process) => process.go_ahead(),
        }
    }

    fn process(&self) -> &Process {
        match self {
            Self::Ours(fixture) => &fixture.api,
            Self::Bare(process) => process,
        }
    }
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SMALL).await;
    let streams = extent.count(STREAMS);
    let (opening, frame) = capture(&fixture).await;
    let (mut ours, mut bare) = (Costs::default(), Costs::default());
    for turn in 0..TURNS {
        // One long flow is enough.
        let flow = if turn == 0 { extent.seconds(60) } else { Duration::ZERO };
        play(&mut ours, flow, streams, Side::Ours(&fixture)).await;
        let mut process = ceiling::bare_loop(streams, &opening, &frame);
        play(&mut bare, flow, streams, Side::Bare(&mut process)).await;
    }
    report_costs(report, streams, &ours, &bare);
}

/// The api's first bytes, and its bytes for a nudge.
pub(crate) async fn capture(fixture: &Fixture) -> (Vec<u8>, Vec<u8>) {
    let request = http::get(STREAM, &[]);
    let (mut stream, opening) = http::open_stream(fixture.api.address, &request).unwrap();
    nudging::publish(&fixture.database.pool, &Scope::All).await;
    let mut frame = http::next_bytes(&mut stream).unwrap();
    // A heartbeat may come first.
    if !String::from_utf8_lossy(&frame).contains("event: ") {
        frame = http::next_bytes(&mut stream).unwrap();
    }
    (opening, frame)
}

async fn play(costs: &mut Costs, flow: Duration, streams: usize, mut side: Side<'_>) {
    let request = http::get(STREAM, &[]);
    let mut readers = Readers::new();
    let plan = Plan { to: side.process().address, request: &request, network: 0, receive_buffer: None };
    block_in_place(|| {
        readers.connect(streams, plan);
        readers.read_until(Duration::from_secs(1), |_, _| (), |_| false);
    });
    let open = as_f64(readers.open);
    for round in 0..NUDGES {
        let (before, used) = (readers.events, side.process().cpu());
        side.nudge().await;
        let took =
            block_in_place(|| readers.read_until(LIMIT, |_, _| (), |readers| readers.events >= before + streams));
        sleep(Duration::from_millis(300)).await;
        // The first round warms up.
        if round > 0 {
            costs.times.push(milliseconds(took));
            costs.single.push((side.process().cpu() - used).as_secs_f64() * 1e6 / open);
        }
        costs.missed += (before + streams).saturating_sub(readers.events);
    }
    if !flow.is_zero() {
        let (before, used) = (readers.events, side.process().cpu());
        let nudges = usize::try_from(flow.as_millis() / 100).unwrap();
        (readers, ()) = nudging::reading(readers, |_, _| (), keep_nudging(&mut side, nudges)).await;
        let frames = readers.events - before;
        costs.flow.push((side.process().cpu() - used).as_secs_f64() * 1e6 / as_f64(frames));
        costs.missed += (nudges * streams).saturating_sub(frames);
    }
}

/// Nudges ten times a second.
async fn keep_nudging(side: &mut Side<'_>, nudges: usize) {
    let mut ticks = interval(Duration::from_millis(100));
    for _ in 0..nudges {
        ticks.tick().await;
        side.nudge().await;
    }
}

fn report_costs(report: &mut Report, streams: usize, ours: &Costs, bare: &Costs) {
    let name = format!("a nudge to {streams}");
    let (ours_single, bare_single) = (middle(&ours.single), middle(&bare.single));
    report.note(&format!("{name}: processor time for a frame"), format!("{ours_single:.2} µs"));
    report.note(&format!("{name}: the same of a bare loop"), format!("{bare_single:.2} µs"));
    report.at_most(&format!("{name}: processor time over a bare loop's"), ours_single / bare_single, CPU, "");
    let (ours_flow, bare_flow) = (middle(&ours.flow), middle(&bare.flow));
    report.note("ten a second: processor time for a frame", format!("{ours_flow:.2} µs"));
    report.note("ten a second: the same of a bare loop", format!("{bare_flow:.2} µs"));
    report.at_most("ten a second: processor time over a bare loop's", ours_flow / bare_flow, CPU, "");
    let (ours_time, bare_time) = (middle(&ours.times), middle(&bare.times));
    report.note(&format!("{name}: commit to the last of them"), format!("{ours_time:.0} ms"));
    report.note(&format!("{name}: the same of a bare loop"), format!("{bare_time:.0} ms"));
    report.at_most(&format!("{name}: time over a bare loop's"), ours_time / bare_time, TIME, "");
    report.at_most("frames that did not come", as_f64(ours.missed), 0.0, "");
}
