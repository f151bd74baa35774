//! Where a request comes from: the peer, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;

const CF_CONNECTING_IP: HeaderName = HeaderName::from_static("cf-connecting-ip");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The client that a request counts against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(pub(crate) IpAddr);

impl Default for Client {
    fn default() -> Self {
        Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }
}

impl Peer {
    /// The one a request came from.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        let nobody = || Self(SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0));
        extensions.get().copied().unwrap_or_else(nobody)
    }
}

/// The client's address. Forwarding headers are believed only when `peer` is one of `proxies`; the list is
/// walked from the right, past further trusted proxies.
pub(crate) fn client_ip(peer: Peer, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let peer = peer.0.ip().to_canonical();
    let trusted = |address: &IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    if !trusted(&peer) {
        return peer;
    }
    let cloudflare = headers.get(CF_CONNECTING_IP).and_then(|value| value.to_str().ok()).and_then(parse);
    if let Some(address) = cloudflare {
        return address;
    }
    let forwarded: Vec<_> = headers.get_all(X_FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    let forwarded = forwarded.join(",");
    let mut farthest = peer;
    for part in forwarded.rsplit(',') {
        // What cannot be read was not written by a proxy of ours.
        let Some(address) = parse(part) else { break };
        farthest = address;
        if !trusted(&address) {
            break;
        }
    }
    farthest
}

/// An address, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// What counts as one client: an IPv4 address, or the 64 bits of an IPv6 one that a household is given.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = address.segments();
            IpAddr::V6(Ipv6Addr::new(network[0], network[1], network[2], network[3], 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn client(peer: &str, headers: &[(HeaderName, &str)]) -> String {
        let peer = Peer(SocketAddr::new(peer.parse().unwrap(), 1));
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        let proxies = ["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        client_ip(peer, &headers.collect(), &proxies).to_string()
    }

    #[test]
    fn a_strangers_headers_are_not_believed() {
        let spoofed = [(X_FORWARDED_FOR, "1.2.3.4"), (CF_CONNECTING_IP, "1.2.3.4")];
        assert_eq!(client("192.0.2.9", &spoofed), "192.0.2.9");
    }

    #[test]
    fn a_proxys_list_is_walked_from_the_right() {
        let forwarded = |list| client("10.1.1.1", &[(X_FORWARDED_FOR, list)]);
        assert_eq!(forwarded("6.6.6.6, 1.2.3.4"), "1.2.3.4", "the left was sent by the client");
        assert_eq!(forwarded("6.6.6.6, 1.2.3.4, 10.9.9.9"), "1.2.3.4");
        assert_eq!(forwarded("1.2.3.4:5678"), "1.2.3.4");
        assert_eq!(forwarded("unknown, 10.9.9.9"), "10.9.9.9");
        assert_eq!(forwarded(""), "10.1.1.1");
        assert_eq!(client("2001:db8::1", &[(X_FORWARDED_FOR, "[2a00::7]:443")]), "2a00::7");
        assert_eq!(client("10.1.1.1", &[(CF_CONNECTING_IP, "7.7.7.7"), (X_FORWARDED_FOR, "1.2.3.4")]), "7.7.7.7");
        assert_eq!(client("::ffff:10.1.1.1", &[(X_FORWARDED_FOR, "1.2.3.4")]), "1.2.3.4");
    }

    #[test]
    fn a_household_shares_its_network() {
        let same = |a: &str, b: &str| household(a.parse().unwrap()) == household(b.parse().unwrap());
        assert!(same("2a00:1:2:3::1", "2a00:1:2:3:ffff::9"));
        assert!(!same("2a00:1:2:3::1", "2a00:1:2:4::1"));
        assert!(!same("1.2.3.4", "1.2.3.5"));
    }
}
