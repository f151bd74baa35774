//! The fetches of many viewers, each of whom follows its script.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::BinaryHeap,
    sync::mpsc::{self, Receiver},
    time::Instant,
};

use super::script::Viewer;
use crate::load::{
    clients::Schedule,
    http::{self, Answer, body_length},
};

/// Viewers, and when each of them fetches next.
pub(super) struct Viewers {
    viewers: Vec<Viewer>,
    /// Planned fetches, the earliest first; some have been replaced since.
    queue: BinaryHeap<Reverse<(Instant, usize)>>,
    /// The numbers of viewers who received an event.
    events: Receiver<usize>,
    /// The viewer for whom each connection fetches.
    fetching: Vec<usize>,
    pub(super) answers: Answers,
}

/// What they received.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    /// Newer pages.
    pub(super) newer: usize,
    /// That what they show is up to date.
    pub(super) unchanged: usize,
    /// The last good body, because a newer one was not ready.
    pub(super) last_good: usize,
    pub(super) bytes: usize,
}

impl Viewers {
    /// So many connections share their fetches. Returns them with the sender of the events that they receive.
    pub(super) fn new(viewers: Vec<Viewer>, connections: usize) -> (Self, mpsc::Sender<usize>) {
        let (sender, events) = mpsc::channel();
        let (queue, fetching) = (BinaryHeap::new(), vec![0; connections]);
        (Self { viewers, queue, events, fetching, answers: Answers::default() }, sender)
    }

    pub(super) fn connections(&self) -> usize {
        self.fetching.len()
    }

    fn plan(&mut self, at: Option<Instant>, viewer: usize) {
        self.queue.extend(at.map(|at| Reverse((at, viewer))));
    }
}

impl Schedule for Viewers {
    fn next(&mut self, now: Instant, connection: usize) -> Option<(Instant, Cow<'_, [u8]>)> {
        while let Ok(number) = self.events.try_recv() {
            let at = self.viewers[number].heard(now);
            self.plan(at, number);
        }
        while let Some(&Reverse((due, number))) = self.queue.peek().filter(|first| first.0.0 <= now) {
            self.queue.pop();
            let viewer = &mut self.viewers[number];
            if !viewer.is_due(due) {
                continue;
            }
            match viewer.begin(now) {
                Ok(()) => {
                    self.fetching[connection] = number;
                    let headers = [viewer.script.headers, &[("if-none-match", &viewer.etag)]].concat();
                    return Some((due, Cow::Owned(http::get(viewer.script.path, &headers))));
                }
                Err(at) => self.plan(at, number),
            }
        }
        None
    }

    fn answered(&mut self, connection: usize, head: &[u8]) {
        let number = self.fetching[connection];
        let viewer = &mut self.viewers[number];
        let answer = Answer { head: String::from_utf8_lossy(head).into_owned(), body: Vec::new() };
        let is_last_good = answer.header("warning").is_some();
        match answer.status() {
            200 => self.answers.newer += 1,
            304 => self.answers.unchanged += 1,
            _ => {}
        }
        self.answers.last_good += usize::from(is_last_good);
        self.answers.bytes += head.len() + body_length(head);
        if let Some(etag) = answer.header("etag") {
            etag.clone_into(&mut viewer.etag);
        }
        let at = viewer.answered(Instant::now(), is_last_good);
        self.plan(at, number);
    }
}
