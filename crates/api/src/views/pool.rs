//! Runtimes of a lower priority than the one that serves, for renders and for compression, so that reads from memory
//! come first when all processors are busy. A client whose body exists and waits for its compression does not wait for
//! other bodies' renders: compression has a runtime of its own, which comes before that of the renders. What renders wait
//! for, the database, they await where connections are served: from another runtime each answer would take two threads.

use std::{sync::LazyLock, thread::available_parallelism};

use tokio::runtime::{Builder, Runtime};

use crate::cache_entry::outcome;

/// How much less than others threads want that render (`nice`).
const RENDER_NICENESS: i32 = 10;
/// The same of threads that compress for clients.
const CODE_NICENESS: i32 = 5;

static RENDER: LazyLock<Runtime> = LazyLock::new(|| runtime("render", RENDER_NICENESS));
static CODE: LazyLock<Runtime> = LazyLock::new(|| runtime("code", CODE_NICENESS));

/// With as many threads as there are processors.
fn runtime(name: &'static str, niceness: i32) -> Runtime {
    let threads = available_parallelism().map_or(1, usize::from);
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads).thread_name(name).on_thread_start(move || lower_priority(niceness));
    #[expect(clippy::expect_used, reason = "a process that cannot have threads has not started either")]
    builder.build().expect("threads can be started")
}

/// Renders a body, or makes what it is kept as. A panic in it goes on in here.
pub(super) async fn render<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    outcome(RENDER.spawn(async move { make() })).await
}

/// Compresses for a client, or the contrary. A panic in it goes on in here.
pub(super) async fn code<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    outcome(CODE.spawn(async move { make() })).await
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
    async fn the_runtimes_threads_give_way_to_others() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let ours = nice();
        let ours_and = |niceness: i32| (ours + niceness).min(19);
        assert_eq!((render(nice).await, code(nice).await), (ours_and(RENDER_NICENESS), ours_and(CODE_NICENESS)));
    }
}
