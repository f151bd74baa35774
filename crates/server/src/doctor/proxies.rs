//! Which address the service would take for a client's, behind the proxies that are trusted.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use api::{Environment, client_address};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::finding::Finding;
use crate::Settings;

const CHECK: &str = "proxies.trusted";
/// A client's address, of a network for documentation (RFC 5737).
const CLIENT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
/// The address of a client that connects directly, of such a network too.
const STRANGER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Every finding about proxies.
pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let api = &settings.api;
    let Some(network) = api.trusted_proxies.0.first() else { return vec![none(settings)] };
    let proxy = network.addr();
    if api.trusted_proxies.0.iter().any(|network| network.prefix_len() == 0) {
        let found = "TRUSTED_PROXIES has a network of all addresses: each client may claim any address";
        return vec![Finding::failed(CHECK, found, "name the proxies' own networks alone")];
    }
    let mut headers = HeaderMap::from_iter([(X_FORWARDED_FOR, address(CLIENT))]);
    if let Some(name) = &api.client_ip_header.0 {
        headers.insert(name.clone(), address(CLIENT));
    }
    let seen = |peer: IpAddr| client_address(api, SocketAddr::new(peer, 40_000), &headers);
    let found = format!(
        "of a client {CLIENT} behind a proxy at {proxy} the service sees {}; of one at {STRANGER} that sends the same \
         headers itself, {}",
        seen(proxy),
        seen(STRANGER.into())
    );
    vec![Finding::ok(CHECK, found)]
}

/// No proxy is trusted.
fn none(settings: &Settings) -> Finding {
    if let Some(header) = &settings.api.client_ip_header.0 {
        let found = format!("CLIENT_IP_HEADER is {header}, and no proxy is trusted: the header is ignored");
        return Finding::warning(CHECK, found, "set TRUSTED_PROXIES to the networks of the proxies that set it");
    }
    let found = "no proxy is trusted: a client's address is that of its connection";
    if settings.environment == Environment::Development {
        return Finding::ok(CHECK, found);
    }
    let advice = "behind a proxy set TRUSTED_PROXIES, or all clients count as one and share its limits";
    Finding::warning(CHECK, found, advice)
}

fn address(address: Ipv4Addr) -> HeaderValue {
    HeaderValue::from_str(&address.to_string()).unwrap_or(HeaderValue::from_static(""))
}
