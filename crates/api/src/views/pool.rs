//! Threads for work that takes the processor for milliseconds, of a lower priority than those that serve, so that reads
//! from memory come first when all are busy. What a client waits for that has its body already, its compression, has
//! threads of its own, before renders: whoever waits for bytes does not wait for other bodies.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::LazyLock,
    thread::available_parallelism,
};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

/// How much less than others threads want that render (`nice`).
const RENDER_NICENESS: i32 = 10;
/// The same of threads that compress for clients.
const CODE_NICENESS: i32 = 5;

static RENDER: LazyLock<ThreadPool> = LazyLock::new(|| threads("render", RENDER_NICENESS));
static CODE: LazyLock<ThreadPool> = LazyLock::new(|| threads("code", CODE_NICENESS));

/// As many threads as there are processors.
fn threads(name: &'static str, niceness: i32) -> ThreadPool {
    let threads = available_parallelism().map_or(1, usize::from);
    let builder = ThreadPoolBuilder::new().num_threads(threads).thread_name(move |number| format!("{name}-{number}"));
    #[expect(clippy::expect_used, reason = "a process that cannot have threads has not started either")]
    builder.start_handler(move |_| lower_priority(niceness)).build().expect("threads can be started")
}

/// Renders a body, or makes what it is kept as, in the order of asking. A panic in it goes on in here.
pub(super) async fn render<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    run(&RENDER, make).await
}

/// Compresses for a client, or the contrary, in the order of asking. A panic in it goes on in here.
pub(super) async fn code<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    run(&CODE, make).await
}

async fn run<T: Send + 'static>(pool: &ThreadPool, make: impl FnOnce() -> T + Send + 'static) -> T {
    let (made, outcome) = oneshot::channel();
    // Who asked may have gone.
    pool.spawn_fifo(move || drop(made.send(catch_unwind(AssertUnwindSafe(make)))));
    match outcome.await {
        Ok(Ok(made)) => made,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => unreachable!("the pool runs whatever it is given"),
    }
}

/// Of this thread alone: on Linux each has a priority of its own, elsewhere it is left alone.
fn lower_priority(niceness: i32) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let lowered = getpriority_process(None).and_then(|ours| setpriority_process(None, (ours + niceness).min(19)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "renders have the same priority as everything else");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = niceness;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_made_comes_back_and_so_does_a_panic() {
        assert_eq!(render(|| 2 + 2).await, 4);
        let panicked = tokio::spawn(render(|| panic!("no"))).await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(render(|| 5).await, 5, "the thread is still there");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_pools_threads_give_way_to_others() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let ours = nice();
        let ours_and = |niceness: i32| (ours + niceness).min(19);
        assert_eq!((render(nice).await, code(nice).await), (ours_and(RENDER_NICENESS), ours_and(CODE_NICENESS)));
    }
}
