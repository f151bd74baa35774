//! Runs the worker: every loop, under one lease.

use std::sync::Arc;

use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{
    PollContext, Settings, leadership,
    loop_deadlines::LoopDeadlines,
    metrics::Measured,
    outages::Outages,
    polls,
    schedule::{Limited, LoopReports, run_loop},
};

/// A worker to run.
#[derive(Debug)]
pub struct Worker {
    /// What it works with.
    pub context: PollContext,
    /// How often it polls.
    pub settings: Settings,
    /// The name under which it holds the lease; no other worker may have it.
    pub name: String,
}

/// Polls until `stop` is cancelled, then hands the lease over.
///
/// # Errors
/// When a loop panicked: the process should then end, so that its supervisor restarts it.
pub async fn run(worker: Worker, stop: CancellationToken) -> Result<(), JoinError> {
    let Worker { context, settings, name } = worker;
    let context = context.with_settings(&settings);
    let (announce, leadership) = watch::channel(None);
    let mut tasks = JoinSet::new();
    let deadlines = LoopDeadlines::default();
    let clock = Arc::clone(&context.clock);
    tasks.spawn(leadership::hold(context.pool.clone(), name, announce, deadlines.clone(), clock, stop.clone()));
    let reports = LoopReports { outages: Outages::default(), deadlines };
    for poll in polls(&settings) {
        if let Some(ticker) = poll.ticker(&context) {
            let ticker = Measured::new(poll.name(), Arc::clone(&context.clock), Limited(ticker));
            tasks.spawn(run_loop(poll.schedule, leadership.clone(), stop.clone(), reports.clone(), ticker));
        }
    }
    drop(leadership);
    supervise(tasks).await
}

/// Waits until every task has ended.
///
/// # Errors
/// As soon as one panicked, whatever the others do.
async fn supervise(mut tasks: JoinSet<()>) -> Result<(), JoinError> {
    while let Some(ended) = tasks.join_next().await {
        ended?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn panics() {
        panic!("a defect");
    }

    #[tokio::test]
    async fn a_task_that_panics_ends_the_worker_beside_one_that_never_ends() {
        let mut tasks = JoinSet::new();
        tasks.spawn(std::future::pending());
        tasks.spawn(panics());
        let ended = tokio::time::timeout(Duration::from_secs(20), supervise(tasks)).await.unwrap();
        assert!(ended.unwrap_err().is_panic());
    }

    #[tokio::test]
    async fn a_worker_whose_tasks_have_ended_ends_well() {
        let mut tasks = JoinSet::new();
        tasks.spawn(async {});
        tasks.spawn(tokio::time::sleep(Duration::from_millis(10)));
        supervise(tasks).await.unwrap();
    }
}
