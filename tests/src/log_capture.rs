//! Captures what is logged on a test's own thread.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};

/// An event's fields as text, including the message.
pub type Fields = BTreeMap<&'static str, String>;

/// Which events are captured.
type Filter = fn(&Metadata<'_>, &Fields) -> bool;

/// The events that were logged since it was made, or since the last [`LogCapture::take`].
#[derive(Debug)]
pub struct LogCapture {
    events: Arc<Mutex<Vec<Fields>>>,
    _guard: DefaultGuard,
    _second: Dispatch,
}

impl LogCapture {
    /// Captures the events that `filter` accepts, until it is dropped.
    #[must_use]
    pub fn start(filter: Filter) -> Self {
        let events = Arc::default();
        // With a single subscriber, tracing caches the interest of an event at its first use. On another test's thread,
        // which has no subscriber, the event would be disabled for ours too. A second subscriber prevents that.
        let second = Dispatch::new(tracing_subscriber::registry());
        let capture = Capture { events: Arc::clone(&events), filter };
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(capture));
        Self { events, _guard: guard, _second: second }
    }

    /// Takes the captured events, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Fields> {
        std::mem::take(&mut self.events.lock().unwrap())
    }
}

struct Capture {
    events: Arc<Mutex<Vec<Fields>>>,
    filter: Filter,
}

impl<S: Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Recorder::default();
        event.record(&mut fields);
        if (self.filter)(event.metadata(), &fields.0) {
            self.events.lock().unwrap().push(fields.0);
        }
    }
}

#[derive(Default)]
struct Recorder(Fields);

impl Visit for Recorder {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
