//! The faults that an endpoint can be given, and for how many requests. Knows nothing of sockets; the server applies
//! them.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::endpoint::Endpoint;

/// A faulty answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The right answer, after a delay.
    Late(Duration),
    /// 429, with `Retry-After` in seconds if given.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: Option<u64>,
    },
    /// 500.
    ServerError,
    /// 400, without a result code.
    BadRequest,
    /// An HTML page, with 200.
    Html,
    /// Half of the JSON, as if it were all.
    Truncated,
    /// Half of the body, then the connection is closed.
    BrokenOff,
    /// Every field of every row has the wrong type.
    WrongTypes,
    /// 200 without a body.
    Empty,
    /// A body of more than 60 MB, streamed.
    TooLarge,
    /// A catalogue without entries; other endpoints answer as usual.
    EmptyCatalogue,
    /// A catalogue in which no match type counts for a leaderboard; other endpoints answer as usual.
    UnmappedCatalogue,
    /// The answer without its list: lobbies, or the endpoint's equivalent.
    NoLobbyList,
    /// HTTP 200 with only a result code.
    ResultCode {
        /// The upstream's code; 3 is `UNREGISTERED_PROFILE_NAME`.
        code: i64,
    },
    /// The connection is closed without an answer.
    CloseConnection,
    /// 200 with this body, whatever was requested.
    Body(Vec<u8>),
    /// The first page of lobbies, whichever was requested; other endpoints answer as usual.
    IgnoredStart,
}

/// The pending faults, by endpoint.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    due: BTreeMap<Endpoint, VecDeque<(Fault, Option<u32>)>>,
}

impl Faults {
    /// Adds a fault after those already pending, for so many requests, or permanently.
    pub(crate) fn add(&mut self, endpoint: Endpoint, fault: Fault, times: Option<u32>) {
        if times != Some(0) {
            self.due.entry(endpoint).or_default().push_back((fault, times));
        }
    }

    pub(crate) fn clear(&mut self, endpoint: Endpoint) {
        self.due.remove(&endpoint);
    }

    /// Takes the fault for the current request.
    pub(crate) fn take(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let due = self.due.get_mut(&endpoint)?;
        let (fault, left) = due.front_mut()?;
        let fault = fault.clone();
        match left {
            Some(1) => drop(due.pop_front()),
            Some(left) => *left -= 1,
            None => {}
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults};
    use crate::endpoint::Endpoint::{Catalogue, Lobbies};

    #[test]
    fn faults_come_in_turn_and_end() {
        let mut faults = Faults::default();
        faults.add(Lobbies, Fault::ServerError, Some(2));
        faults.add(Lobbies, Fault::Html, Some(1));
        let seen: Vec<_> = (0..4).map(|_| faults.take(Lobbies)).collect();
        let failed = Some(Fault::ServerError);
        assert_eq!(seen, [failed.clone(), failed, Some(Fault::Html), None]);
    }

    #[test]
    fn without_a_count_a_fault_stays_until_cleared() {
        let mut faults = Faults::default();
        faults.add(Lobbies, Fault::Empty, None);
        assert!((0..9).all(|_| faults.take(Lobbies) == Some(Fault::Empty)));
        assert_eq!(faults.take(Catalogue), None);
        faults.clear(Lobbies);
        assert_eq!(faults.take(Lobbies), None);
    }
}
