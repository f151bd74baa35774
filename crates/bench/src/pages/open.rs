//! Thousands of open pages and overlays: after each change their scripts fetch them again. The same streams carry as
//! many nudges to clients that only read before.

use std::time::Duration;

use tokio::{
    task::{block_in_place, spawn_blocking},
    time::{Instant, sleep, sleep_until},
};

use super::{
    CODINGS, Event,
    script::{OVERLAY_SCRIPT, PAGE_SCRIPT, Script, Viewer},
    viewers::{Answers, Viewers},
};
use crate::{
    figure::{Report, as_f64},
    idle_streams::BOUND_KIB,
    load::{
        Extent, Latencies, Metrics, Readers,
        clients::{Answered, Clients},
        http,
        latency::milliseconds,
        nudging,
        readers::Plan,
    },
};

/// The scripts, and how many viewers each has.
const VIEWERS: [(&Script, usize); 2] = [(&PAGE_SCRIPT, 5_000), (&OVERLAY_SCRIPT, 2_000)];
const STREAM: &str = "/v1/tournaments/crowd/stream";
/// The time between two changes, in which all viewers fetch what changed.
const GAP: Duration = Duration::from_secs(3);
const SECONDS: u64 = 30;
/// The connections over which the viewers fetch. Each browser has one of its own, but few fetch at the same moment.
const CONNECTIONS: usize = 512;
/// After this time the api is done with the set-up, or with connecting.
const SETTLED: Duration = Duration::from_secs(2);

/// An instance, and the nudges that it gets.
struct Instance {
    event: Event,
    metrics: Metrics,
    nudges: usize,
}

/// What a series of nudges cost.
struct Costs {
    /// Processor time.
    used: Duration,
    /// From each commit to the arrival of each frame.
    frames: Latencies,
    missed: usize,
    /// The most renders of each view for one nudge.
    renders: [f64; VIEWERS.len()],
    /// Resident memory afterwards, in KiB.
    resident: f64,
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let metrics = Metrics::planned();
    let nudges = usize::try_from(extent.seconds(SECONDS).as_secs() / GAP.as_secs()).unwrap();
    let mut instance = Instance { event: Event::set(Some(metrics)).await, metrics, nudges };
    sleep(SETTLED).await;
    let count = instance.viewers(extent).len();
    let before = instance.event.fixture.api.resident();
    let readers = block_in_place(|| instance.open(count));
    let (readers, alone) = instance.nudge(readers, |_| ()).await;
    let (viewers, events) = Viewers::new(instance.viewers(extent), extent.count(CONNECTIONS));
    let fetching = instance.fetch(viewers);
    let (readers, fetched) = instance.nudge(readers, move |viewer| _ = events.send(viewer)).await;
    let (answered, answers) = fetching.await.unwrap();
    let name = format!("{count} open pages and overlays");
    report.at_least(&format!("{name}: opened"), as_f64(readers.open), as_f64(count), "");
    report.at_most(&format!("{name}: cut off meanwhile"), as_f64(readers.ended), 0.0, "");
    let renders = fetched.renders;
    let difference = fetched.used.saturating_sub(alone.used).as_secs_f64() * 1e6;
    for (kind, costs) in [("only reading", alone), ("fetching", fetched)] {
        instance.report_costs(report, &format!("{name}, {kind}"), costs, (before, readers.open));
    }
    let each = difference / as_f64(answered.latencies.count());
    report.note(&format!("{name}: processor time of a fetch"), format!("{each:.1} µs"));
    for ((script, _), renders) in VIEWERS.into_iter().zip(renders) {
        report.at_most(&format!("{name}: renders of {} for a nudge, at most", script.view), renders, 1.0, "");
    }
    report_fetches(report, &name, answered, (answers, count * nudges));
}

impl Instance {
    /// The viewers of what the pages show now.
    fn viewers(&self, extent: Extent) -> Vec<Viewer> {
        let of = |(script, count): (&'static Script, usize)| {
            let answer = self.event.fixture.ask(script.path, script.headers);
            let etag = answer.header("etag").unwrap_or_default().to_owned();
            (0..extent.count(count)).map(move |_| Viewer::new(script, &etag))
        };
        VIEWERS.into_iter().flat_map(of).collect()
    }

    /// Opens so many streams.
    fn open(&self, count: usize) -> Readers {
        let request = http::get(STREAM, &[("accept", "text/event-stream"), ("accept-encoding", CODINGS[1])]);
        let mut readers = Readers::new();
        let plan = Plan { to: self.event.fixture.api.address, request: &request, network: 0, receive_buffer: None };
        readers.connect(count, plan);
        readers.read_until(SETTLED, |_, _| (), |_| false);
        readers
    }

    /// Lets the viewers fetch while there are nudges.
    fn fetch(&self, mut viewers: Viewers) -> tokio::task::JoinHandle<(Answered, Answers)> {
        let time = self.time();
        let mut clients = block_in_place(|| Clients::connect(self.event.fixture.api.address, viewers.connections()));
        spawn_blocking(move || {
            let answered = clients.follow(&mut viewers, time);
            (answered, viewers.answers)
        })
    }

    /// How long the nudges take, the fetches after the last one included.
    fn time(&self) -> Duration {
        GAP * u32::try_from(self.nudges).unwrap()
    }

    /// Changes the event again and again; calls `heard` with the number of each reader that received a nudge.
    async fn nudge(&mut self, readers: Readers, heard: impl FnMut(usize) + Send + 'static) -> (Readers, Costs) {
        let end = Instant::now() + self.time();
        let used = self.event.fixture.api.cpu();
        let count = || block_in_place(|| VIEWERS.map(|(script, _)| self.metrics.renders_of(script.view)));
        let mut renders = Vec::new();
        let change = async || {
            renders.push(count());
            self.event.change().await
        };
        let (readers, frames) = nudging::listen_to(readers, (self.nudges, GAP), change, heard).await;
        sleep_until(end).await;
        renders.push(count());
        let api = &self.event.fixture.api;
        let costs = Costs {
            used: api.cpu() - used,
            missed: (readers.open * self.nudges).saturating_sub(frames.count()),
            frames,
            renders: most_between(&renders),
            resident: api.resident(),
        };
        (readers, costs)
    }

    fn report_costs(&self, report: &mut Report, name: &str, mut costs: Costs, (before, open): (f64, usize)) {
        let each = milliseconds(costs.used) / as_f64(self.nudges);
        report.note(&format!("{name}: processor time for each nudge"), format!("{each:.1} ms"));
        let in_all = format!("{:.2} s in {} s", costs.used.as_secs_f64(), self.time().as_secs());
        report.note(&format!("{name}: processor time in all"), in_all);
        let memory = (costs.resident - before) / as_f64(open);
        report.at_most(&format!("{name}: memory of each"), memory, BOUND_KIB, "KiB");
        report.note(&format!("{name}: commit to frame, p50 / p99 / p99.9"), costs.frames.summary());
        report.at_most(&format!("{name}: frames that did not come"), as_f64(costs.missed), 0.0, "");
    }
}

/// The most of each that were counted between two counts.
fn most_between<const N: usize>(counts: &[[f64; N]]) -> [f64; N] {
    std::array::from_fn(|at| counts.windows(2).map(|pair| pair[1][at] - pair[0][at]).fold(0.0, f64::max))
}

/// Reports the fetches, of which so many should have had a newer page.
fn report_fetches(report: &mut Report, name: &str, mut answered: Answered, (answers, newer): (Answers, usize)) {
    let Answers { unchanged, last_good, bytes, .. } = answers;
    report.note(&format!("{name}: fetches, p50 / p99 / p99.9"), answered.latencies.summary());
    report.at_most(&format!("{name}: fetches that failed"), as_f64(answered.errors), 0.0, "");
    let up_to_date = as_f64(answers.newer) / as_f64(newer);
    report.at_least(&format!("{name}: viewers who got the newer page after a nudge"), up_to_date, 1.0, "");
    let value = format!("{} / {unchanged} / {last_good} / {:.1} MB", answers.newer, as_f64(bytes) / 1e6);
    report.note(&format!("{name}: newer / unchanged / last good / bytes"), value);
}
