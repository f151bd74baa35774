//! Background tasks of a test. A task that ends before the test does fails the test at once with the task's own error;
//! otherwise the test would wait for an answer until a time-out.

use std::{fmt::Display, sync::Arc};

use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Tasks that should run until they are stopped.
#[derive(Clone, Debug, Default)]
pub struct Background {
    stop: CancellationToken,
    failure: Arc<watch::Sender<Option<String>>>,
}

impl Background {
    /// The token that stops the tasks.
    #[must_use]
    pub fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs a task that ends only with an error, or when it is stopped.
    pub fn run<E>(&self, name: &'static str, task: impl Future<Output = Result<(), E>> + Send + 'static)
    where
        E: Display + Send + 'static,
    {
        let task = tokio::spawn(task);
        let (stop, failure) = (self.stop.clone(), Arc::clone(&self.failure));
        tokio::spawn(async move {
            let why = match task.await {
                Ok(Ok(())) if stop.is_cancelled() => return,
                Ok(Ok(())) => "it was not told to".to_owned(),
                Ok(Err(error)) => error.to_string(),
                // Contains the message of a task that panicked.
                Err(error) => error.to_string(),
            };
            // Only the first failure counts: the others follow from it.
            failure.send_if_modified(|known| {
                let is_first = known.is_none();
                known.get_or_insert_with(|| format!("{name} ended: {why}"));
                is_first
            });
        });
    }

    /// Runs a task that ends only when it is stopped.
    pub fn run_forever(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.run(name, async move {
            task.await;
            Ok::<_, std::convert::Infallible>(())
        });
    }

    /// Runs a step of the test.
    ///
    /// # Panics
    /// When one of the tasks has ended, or ends meanwhile.
    pub async fn beside<T>(&self, step: impl Future<Output = T>) -> T {
        let mut failure = self.failure.subscribe();
        tokio::select! {
            biased;
            Ok(failed) = failure.wait_for(Option::is_some) => panic!("{}", failed.as_deref().unwrap_or_default()),
            done = step => done,
        }
    }

    /// Fails the test if one of the tasks has ended and nothing else failed yet.
    ///
    /// # Panics
    /// When one of the tasks has ended.
    pub fn check(&self) {
        let failure = self.failure.borrow().clone();
        assert!(failure.is_none() || std::thread::panicking(), "{}", failure.unwrap_or_default());
    }
}

/// Runs a step of a test beside a task that the test itself stops later.
///
/// # Panics
/// When the task ends meanwhile.
pub async fn while_running<T, R>(running: &mut JoinHandle<R>, step: impl Future<Output = T>) -> T
where
    R: std::fmt::Debug,
{
    tokio::select! {
        biased;
        ended = running => panic!("the background task ended: {ended:?}"),
        done = step => done,
    }
}
