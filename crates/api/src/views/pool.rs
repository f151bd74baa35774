//! Threads for work that takes the processor for milliseconds: rendering, compressing. As many as there are processors,
//! and of a lower priority than those that serve, so that reads from memory come first when all are busy.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::LazyLock,
    thread::available_parallelism,
};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

/// How much less these threads want than others (`nice`).
const NICENESS: i32 = 10;

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
    let threads = available_parallelism().map_or(1, usize::from);
    let builder = ThreadPoolBuilder::new().num_threads(threads).thread_name(|number| format!("render-{number}"));
    #[expect(clippy::expect_used, reason = "a process that cannot have threads has not started either")]
    builder.start_handler(|_| lower_priority()).build().expect("threads can be started")
});

/// Makes something in the pool, in the order of asking. A panic in it goes on in here.
pub(super) async fn run<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    let (made, outcome) = oneshot::channel();
    // Who asked may have gone.
    POOL.spawn_fifo(move || drop(made.send(catch_unwind(AssertUnwindSafe(make)))));
    match outcome.await {
        Ok(Ok(made)) => made,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => unreachable!("the pool runs whatever it is given"),
    }
}

/// Of this thread alone: on Linux each has a priority of its own, elsewhere it is left alone.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "renders have the same priority as everything else");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_made_comes_back_and_so_does_a_panic() {
        assert_eq!(run(|| 2 + 2).await, 4);
        let panicked = tokio::spawn(run(|| panic!("no"))).await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(run(|| 5).await, 5, "the thread is still there");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_pools_threads_give_way_to_others() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let ours = nice();
        assert_eq!(run(nice).await, (ours + NICENESS).min(19));
    }
}
