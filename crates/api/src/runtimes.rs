//! Runtimes of a lower priority than the one that serves requests, so that reads from memory come first when all
//! processors are busy: one loads from the database, one renders, one draws pictures, one compresses. Each has its own
//! threads, so that the many short steps of a load do not wait for a long render, renders do not wait for a picture,
//! and a client that waits for the compression of a finished body does not wait for renders of other bodies.

use std::{sync::LazyLock, thread::available_parallelism};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::JoinHandle,
};

/// The niceness (`nice`) of the threads that render.
const RENDER_NICENESS: i32 = 10;
/// The niceness of the thread that draws.
const DRAW_NICENESS: i32 = 15;
/// The niceness of the threads that compress for clients.
const COMPRESSION_NICENESS: i32 = 5;
/// The niceness of the threads that load from the database.
const LOAD_NICENESS: i32 = 5;

static LOAD: LazyLock<Runtime> = LazyLock::new(|| started(threads("load", LOAD_NICENESS).enable_all()));
static RENDER: LazyLock<Runtime> = LazyLock::new(|| started(&mut threads("render", RENDER_NICENESS)));
static DRAW: LazyLock<Runtime> = LazyLock::new(|| started(threads("draw", DRAW_NICENESS).worker_threads(1)));
static COMPRESSION: LazyLock<Runtime> = LazyLock::new(|| started(&mut threads("compress", COMPRESSION_NICENESS)));

/// A builder for a runtime of lower priority, with as many threads as there are processors.
fn threads(name: &'static str, niceness: i32) -> Builder {
    let mut builder = Builder::new_multi_thread();
    let count = available_parallelism().map_or(1, usize::from);
    builder.worker_threads(count).thread_name(name).on_thread_start(move || lower_priority(niceness));
    builder
}

fn started(threads: &mut Builder) -> Runtime {
    #[expect(clippy::expect_used, reason = "a process that cannot have threads has not started either")]
    threads.build().expect("threads can be started")
}

/// The runtime of the read connections.
pub(crate) fn loading() -> &'static Handle {
    LOAD.handle()
}

/// Starts a task that reads from the database. It continues even if nothing awaits it.
pub(crate) fn load<T: Send + 'static>(read: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    LOAD.spawn(read)
}

/// Awaits a task's result. A panic in the task is resumed in the caller.
pub(crate) async fn outcome<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Renders or packs a body. A panic in it is resumed in the caller.
pub(crate) async fn render<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    outcome(RENDER.spawn(async move { make() })).await
}

/// Draws a picture, one at a time. A panic in it is resumed in the caller.
pub(crate) async fn draw<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    outcome(DRAW.spawn(async move { make() })).await
}

/// Compresses or decompresses a body for a client. A panic in it is resumed in the caller.
pub(crate) async fn compress<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> T {
    outcome(COMPRESSION.spawn(async move { make() })).await
}

/// Lowers the priority of the current thread alone. On Linux each thread has its own priority; elsewhere this does
/// nothing.
fn lower_priority(niceness: i32) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let lowered = getpriority_process(None).and_then(|ours| setpriority_process(None, (ours + niceness).min(19)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "a thread keeps the priority of those that serve");
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
        let theirs =
            [load(async move { nice() }).await.unwrap(), render(nice).await, draw(nice).await, compress(nice).await];
        assert_eq!(theirs, [LOAD_NICENESS, RENDER_NICENESS, DRAW_NICENESS, COMPRESSION_NICENESS].map(ours_and));
    }
}
