//! Counts what each client has open at a time (connections, event streams), with a limit.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use parking_lot::{Mutex, MutexGuard};

use crate::rate_limit_key;

/// Counts by client. A client with none takes no memory.
#[derive(Debug)]
pub struct ClientCounts {
    /// 0 for no limit.
    most: usize,
    by_client: Mutex<HashMap<IpAddr, usize>>,
}

/// One unit of a client's count, until this is dropped.
#[derive(Debug)]
pub struct ClientPermit {
    counts: Arc<ClientCounts>,
    client: IpAddr,
}

impl ClientCounts {
    /// Allows `most` of each client at a time; 0 for no limit.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, by_client: Mutex::default() }
    }

    /// Whether there is a limit.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.most > 0
    }

    /// Counts one more for the client, unless it is at its limit.
    pub fn take(self: &Arc<Self>, client: IpAddr) -> Option<ClientPermit> {
        let client = rate_limit_key(client);
        let mut by_client = self.by_client();
        let count = by_client.get(&client).copied().unwrap_or_default();
        if self.is_limited() && count >= self.most {
            return None;
        }
        by_client.insert(client, count + 1);
        Some(ClientPermit { counts: Arc::clone(self), client })
    }

    /// How many clients have any.
    #[cfg(test)]
    pub(crate) fn clients(&self) -> usize {
        self.by_client().len()
    }

    fn by_client(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.by_client.lock()
    }
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        let mut by_client = self.counts.by_client();
        if let Some(count) = by_client.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                by_client.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_has_a_limit_and_permits_are_returned() {
        let counts = Arc::new(ClientCounts::new(2));
        let (first, second) = (counts.take(address("2a00:1:2:3::1")), counts.take(address("2a00:1:2:3::2")));
        assert!(first.is_some() && second.is_some());
        assert!(counts.take(address("2a00:1:2:3::3")).is_none(), "one household is one client");
        assert!(counts.take(address("2a00:1:2:4::1")).is_some());
        drop(first);
        assert!(counts.take(address("2a00:1:2:3::3")).is_some());
        drop(second);
        assert_eq!(counts.clients(), 0);
    }

    #[test]
    fn zero_is_no_limit() {
        let counts = Arc::new(ClientCounts::new(0));
        let taken: Vec<_> = (0..1_000).map(|_| counts.take(address("192.0.2.1"))).collect();
        assert!(taken.iter().all(Option::is_some));
    }
}
