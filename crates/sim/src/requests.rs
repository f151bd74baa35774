//! A log of requests to the simulated upstream, for assertions about the client.

use std::collections::BTreeMap;

use crate::endpoint::Endpoint;

/// The requests of one endpoint.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Requests {
    /// How many there were.
    pub count: u64,
    /// The query of the latest, still encoded.
    pub last_query: Option<String>,
    /// The User-Agent of the latest.
    pub last_user_agent: Option<String>,
    /// The trace of the latest, from its header `traceparent`.
    pub last_traceparent: Option<String>,
    /// The total size of bodies sent without a fault, in bytes after compression.
    pub sent_bytes: u64,
    /// The same before compression.
    pub body_bytes: u64,
    /// How many are being answered now.
    pub under_way: u64,
    /// The highest number of concurrent requests.
    pub most_at_once: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: BTreeMap<Endpoint, Requests>,
}

impl Log {
    pub(crate) fn begin(&mut self, endpoint: Endpoint, query: Option<&str>, header: impl Fn(&str) -> Option<String>) {
        let seen = self.seen.entry(endpoint).or_default();
        seen.count += 1;
        seen.last_query = query.map(str::to_owned);
        seen.last_user_agent = header("user-agent");
        seen.last_traceparent = header("traceparent");
        seen.under_way += 1;
        seen.most_at_once = seen.most_at_once.max(seen.under_way);
    }

    pub(crate) fn sends(&mut self, endpoint: Endpoint, body: usize, sent: usize) {
        let seen = self.seen.entry(endpoint).or_default();
        seen.body_bytes += body as u64;
        seen.sent_bytes += sent as u64;
    }

    pub(crate) fn end(&mut self, endpoint: Endpoint) {
        let seen = self.seen.entry(endpoint).or_default();
        seen.under_way = seen.under_way.saturating_sub(1);
    }

    pub(crate) fn of(&self, endpoint: Endpoint) -> Requests {
        self.seen.get(&endpoint).cloned().unwrap_or_default()
    }

    pub(crate) fn forget(&mut self) {
        self.seen.clear();
    }
}
