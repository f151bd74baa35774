//! Everything that is logged on a test's thread.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::{Dispatch, dispatcher::DefaultGuard};

/// A log, which ends when it is dropped.
pub(crate) struct Log {
    written: Written,
    _second: Dispatch,
    _ours: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Begins one, of every level.
    pub(crate) fn begin() -> Self {
        let written = Written::default();
        let writer = written.clone();
        let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
        // With a single subscriber, tracing caches the interest of an event at its first use. On another test's thread,
        // which has no subscriber, the event would be disabled for ours too. A second subscriber prevents that.
        let second = Dispatch::new(tracing_subscriber::registry());
        // This thread's alone, which is all that a test's runtime has.
        let ours = tracing::dispatcher::set_default(&Dispatch::new(all.finish()));
        Self { written, _second: second, _ours: ours }
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
