//! When the script of a page or an overlay fetches it again: the rules of `live.js` and `overlay-follow.js` in
//! `crates/pages/assets`.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use super::{CODINGS, OVERLAY, PAGE};

/// What a script does. Delays are in milliseconds, and random within their range.
#[derive(Debug)]
pub(super) struct Script {
    /// The name of the view in metrics.
    pub(super) view: &'static str,
    pub(super) path: &'static str,
    /// What the browser sends besides the validator, which it has in its cache.
    pub(super) headers: &'static [(&'static str, &'static str)],
    after_event: Range<u64>,
    /// Whether a planned fetch keeps its time when another event comes; otherwise the earlier time counts.
    keeps_time: bool,
    /// The delay after an answer, if it fetches without an event too.
    idle: Option<Range<u64>>,
    /// The same after the last good body.
    warned: Option<Range<u64>>,
}

/// `live.js`.
pub(super) static PAGE_SCRIPT: Script = Script {
    view: "standings_page",
    path: PAGE,
    headers: &[("accept", "text/html"), ("accept-encoding", CODINGS[1])],
    after_event: 0..2_000,
    keeps_time: true,
    idle: Some(240_000..360_000),
    warned: Some(10_000..30_000),
};

/// `overlay-follow.js`, on air.
pub(super) static OVERLAY_SCRIPT: Script = Script {
    view: "overlay",
    path: OVERLAY,
    // The script asks for `no-cache`, which browsers send like this.
    headers: &[("accept", "*/*"), ("accept-encoding", CODINGS[1]), ("cache-control", "max-age=0")],
    after_event: 0..1_500,
    keeps_time: false,
    idle: Some(8_000..12_000),
    warned: Some(1_000..2_500),
};

/// A viewer of an open page.
#[derive(Debug)]
pub(super) struct Viewer {
    pub(super) script: &'static Script,
    /// The validator of what it shows.
    pub(super) etag: String,
    /// When it fetches next.
    due: Option<Instant>,
    is_fetching: bool,
    /// Whether an event came while it was fetching, after which it fetches again.
    is_outdated: bool,
}

impl Viewer {
    /// A viewer of the page with that validator.
    pub(super) fn new(script: &'static Script, etag: &str) -> Self {
        Self { script, etag: etag.to_owned(), due: None, is_fetching: false, is_outdated: false }
    }

    /// Takes note of an event. Returns the time of the next fetch if that is new.
    pub(super) fn heard(&mut self, now: Instant) -> Option<Instant> {
        if self.is_fetching && self.script.keeps_time {
            self.is_outdated = true;
            return None;
        }
        self.fetch_within(&self.script.after_event, now)
    }

    /// Whether a fetch planned for that time still is.
    pub(super) fn is_due(&self, at: Instant) -> bool {
        self.due == Some(at)
    }

    /// Begins the fetch that is due.
    ///
    /// # Errors
    /// Another fetch is still going on; the time of the next one, if that is new.
    pub(super) fn begin(&mut self, now: Instant) -> Result<(), Option<Instant>> {
        self.due = None;
        if self.is_fetching {
            return Err(self.fetch_within(&self.script.after_event, now));
        }
        self.is_fetching = true;
        Ok(())
    }

    /// Takes note of the answer. Returns the time of the next fetch if that is new.
    pub(super) fn answered(&mut self, now: Instant, is_last_good: bool) -> Option<Instant> {
        self.is_fetching = false;
        if std::mem::take(&mut self.is_outdated) {
            return self.heard(now);
        }
        let delay = if is_last_good { &self.script.warned } else { &self.script.idle };
        delay.as_ref().and_then(|delay| self.fetch_within(delay, now))
    }

    fn fetch_within(&mut self, delay: &Range<u64>, now: Instant) -> Option<Instant> {
        let at = now + Duration::from_millis(rand::random_range(delay.clone()));
        if self.due.is_some_and(|due| self.script.keeps_time || due <= at) {
            return None;
        }
        self.due = Some(at);
        self.due
    }
}
