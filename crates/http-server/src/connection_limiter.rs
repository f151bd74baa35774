//! Limits how many connections may be open, in all and for each client.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use ipnet::IpNet;

use crate::{ClientCounts, ClientPermit};

/// Counts the connections of one instance.
#[derive(Debug)]
pub struct ConnectionLimiter {
    most: usize,
    proxies: Vec<IpNet>,
    taken: AtomicUsize,
    by_client: Arc<ClientCounts>,
}

/// The right to one connection, returned when this is dropped.
#[derive(Debug)]
pub struct ConnectionPermit {
    limiter: Arc<ConnectionLimiter>,
    /// The client's permit; none for a trusted proxy, which stands for many clients.
    _client: Option<ClientPermit>,
}

impl ConnectionLimiter {
    /// Allows `most` connections, of which each client may have `most_of_client`, 0 for no limit. The limit for clients
    /// does not apply to `proxies`, which stand for many clients.
    #[must_use]
    pub fn new(most: usize, most_of_client: usize, proxies: Vec<IpNet>) -> Self {
        let by_client = Arc::new(ClientCounts::new(most_of_client));
        Self { most, proxies, taken: AtomicUsize::new(0), by_client }
    }

    /// Grants a connection from `peer`, unless there are too many.
    pub fn acquire(self: &Arc<Self>, peer: IpAddr) -> Option<ConnectionPermit> {
        let peer = peer.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&peer));
        let client = if is_proxy { None } else { Some(self.by_client.take(peer)?) };
        let most = |taken| (taken < self.most).then_some(taken + 1);
        self.taken.try_update(Relaxed, Relaxed, most).ok()?;
        Some(ConnectionPermit { limiter: Arc::clone(self), _client: client })
    }

    /// How many connections are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.taken.load(Relaxed)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.limiter.taken.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(most: usize, most_of_client: usize, proxies: &[&str]) -> Arc<ConnectionLimiter> {
        let proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        Arc::new(ConnectionLimiter::new(most, most_of_client, proxies))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_has_a_limit_and_connections_are_returned() {
        let limiter = limiter(100, 2, &[]);
        let (one, two) = (limiter.acquire(address("192.0.2.1")), limiter.acquire(address("::ffff:192.0.2.1")));
        assert!(one.is_some() && two.is_some());
        assert!(limiter.acquire(address("192.0.2.1")).is_none());
        assert!(limiter.acquire(address("192.0.2.2")).is_some());
        drop(one);
        assert!(limiter.acquire(address("192.0.2.1")).is_some());
        drop(two);
        assert_eq!((limiter.open(), limiter.by_client.clients()), (0, 0));
    }

    #[test]
    fn there_is_a_total_limit_and_proxies_have_no_limit_of_a_client() {
        let limiter = limiter(5, 2, &["10.0.0.0/8"]);
        let taken: Vec<_> = (0..4).map(|_| limiter.acquire(address("10.1.1.1"))).collect();
        assert!(taken.iter().all(Option::is_some));
        let last = limiter.acquire(address("192.0.2.1"));
        assert!(last.is_some() && limiter.acquire(address("192.0.2.2")).is_none());
    }
}
