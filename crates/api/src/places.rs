//! How many connections there may be, in all and from one client.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use ipnet::IpNet;

use crate::{client_ip::household, settings::Settings};

/// The places of one instance.
#[derive(Debug)]
pub(crate) struct Places {
    most: usize,
    most_per_client: usize,
    proxies: Vec<IpNet>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// A connection's place, free again once this is gone.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    /// Whom it is counted for; nobody, of a trusted proxy, behind which many clients are.
    client: Option<IpAddr>,
}

impl Places {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            most: settings.max_connections,
            most_per_client: settings.max_connections_per_client,
            proxies: settings.trusted_proxies.0.clone(),
            taken: Mutex::default(),
        }
    }

    /// A place for a connection from `peer`, when there is one.
    pub(crate) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&peer));
        let client = (!is_proxy && self.most_per_client > 0).then(|| household(peer));
        let mut taken = self.taken();
        if taken.all >= self.most {
            return None;
        }
        if let Some(client) = client {
            let by_client = taken.by_client.entry(client).or_default();
            if *by_client >= self.most_per_client {
                return None;
            }
            *by_client += 1;
        }
        taken.all += 1;
        Some(Place { places: Arc::clone(self), client })
    }

    /// How many are taken.
    pub(crate) fn taken_in_all(&self) -> usize {
        self.taken().all
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all -= 1;
        let Some(client) = self.client else { return };
        if let Some(by_client) = taken.by_client.get_mut(&client) {
            *by_client -= 1;
            if *by_client == 0 {
                taken.by_client.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        settings: Settings,
    }

    fn places(arguments: &[&str]) -> Arc<Places> {
        let cli = Cli::parse_from([&["api"], arguments].concat());
        Arc::new(Places::new(&cli.settings))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_has_its_share_and_gets_it_back() {
        let places = places(&["--max-connections-per-client", "2"]);
        let (one, two) = (places.take(address("192.0.2.1")), places.take(address("::ffff:192.0.2.1")));
        assert!(one.is_some() && two.is_some());
        assert!(places.take(address("192.0.2.1")).is_none());
        assert!(places.take(address("192.0.2.2")).is_some());
        drop(one);
        assert!(places.take(address("192.0.2.1")).is_some());
        drop(two);
        assert_eq!((places.taken_in_all(), places.taken().by_client.len()), (0, 0));
    }

    #[test]
    fn all_clients_together_have_theirs_and_a_proxy_counts_for_nobody() {
        let places =
            places(&["--max-connections", "5", "--max-connections-per-client", "2", "--trusted-proxies", "10.0.0.0/8"]);
        let taken: Vec<_> = (0..4).map(|_| places.take(address("10.1.1.1"))).collect();
        assert!(taken.iter().all(Option::is_some));
        let last = places.take(address("192.0.2.1"));
        assert!(last.is_some() && places.take(address("192.0.2.2")).is_none());
    }
}
