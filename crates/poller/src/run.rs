//! Runs the worker: every loop, under one lease.

use std::{sync::Arc, time::Duration};

use domain::{broadcast::Platform, clock::SharedClock};
use store::lease::Epoch;
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{
    LivePoll, MatchesPoll, PlatformOff, PollContext, ReferencePoll, Retention, Settings, StatsPoll, Tick, TwitchPoll,
    WindowsWatch, YouTubePoll, leadership,
    metrics::Measured,
    outages::Outages,
    progress::Progress,
    schedule::{Schedule, Watch, keep},
};

/// How long to wait after a failed look at the catalogue, which is polled rarely.
const REFERENCE_RETRY: Duration = Duration::from_secs(60);
const WINDOWS_CADENCE: Duration = Duration::from_secs(1);
/// How soon a new leader takes the broadcasts of a platform that is off from the air.
const OFF_CADENCE: Duration = Duration::from_secs(5);
const RETENTION_CADENCE: Duration = Duration::from_secs(600);

/// A worker to run.
#[derive(Debug)]
pub struct Worker {
    /// What it works with.
    pub context: PollContext,
    /// How often it polls.
    pub settings: Settings,
    /// The name it holds the lease under; no other worker may have it.
    pub name: String,
}

/// Polls until told to stop, then hands the lease over.
///
/// # Errors
/// When a loop panicked: the process should end, so that whatever watches over it starts it anew.
pub async fn run(worker: Worker, stop: CancellationToken) -> Result<(), JoinError> {
    let Worker { context, settings, name } = worker;
    let context = context.set(&settings);
    let (announce, leadership) = watch::channel(None);
    let mut tasks = JoinSet::new();
    let progress = Progress::default();
    let clock = Arc::clone(&context.clock);
    tasks.spawn(leadership::hold(context.pool.clone(), name, announce, progress.clone(), clock, stop.clone()));
    let mut spawn = Spawn {
        tasks: &mut tasks,
        leadership: &leadership,
        stop: &stop,
        clock: Arc::clone(&context.clock),
        watch: Watch { outages: Outages::default(), progress },
    };
    spawn.steady("stats", settings.poll_stats_seconds, StatsPoll(context.clone()));
    spawn.steady("matches", settings.poll_matches_seconds, MatchesPoll(context.clone()));
    spawn.steady("live", settings.poll_live_seconds, LivePoll(context.clone()));
    let cadence = settings.poll_reference_seconds;
    let reference = Schedule { name: "reference", cadence, retry: REFERENCE_RETRY.min(cadence) };
    spawn.keep(reference, ReferencePoll(context.clone()));
    spawn.broadcasts(&context, &settings);
    spawn.steady("windows", WINDOWS_CADENCE, WindowsWatch(context.clone()));
    spawn.steady("retention", RETENTION_CADENCE, Retention(context));
    drop(leadership);
    while let Some(ended) = tasks.join_next().await {
        ended?;
    }
    Ok(())
}

/// Starts loops.
struct Spawn<'a> {
    tasks: &'a mut JoinSet<()>,
    leadership: &'a watch::Receiver<Option<Epoch>>,
    stop: &'a CancellationToken,
    clock: SharedClock,
    watch: Watch,
}

impl Spawn<'_> {
    /// A loop that tries again at its own cadence.
    fn steady(&mut self, name: &'static str, cadence: Duration, step: impl Tick + Send + Sync + 'static) {
        self.keep(Schedule { name, cadence, retry: cadence }, step);
    }

    /// A loop for each broadcasting platform.
    fn broadcasts(&mut self, context: &PollContext, settings: &Settings) {
        match &context.broadcasters.twitch {
            Some(twitch) => {
                self.steady("twitch", settings.poll_twitch_seconds, TwitchPoll(context.clone(), twitch.clone()));
            }
            None => self.steady("twitch off", OFF_CADENCE, PlatformOff::new(context.clone(), Platform::Twitch)),
        }
        match &context.broadcasters.youtube {
            Some(youtube) => {
                self.steady("youtube", settings.poll_youtube_seconds, YouTubePoll(context.clone(), youtube.clone()));
            }
            None => self.steady("youtube off", OFF_CADENCE, PlatformOff::new(context.clone(), Platform::YouTube)),
        }
    }

    fn keep(&mut self, schedule: Schedule, step: impl Tick + Send + Sync + 'static) {
        let step = Measured::new(schedule.name, Arc::clone(&self.clock), step);
        self.tasks.spawn(keep(schedule, self.leadership.clone(), self.stop.clone(), self.watch.clone(), step));
    }
}
