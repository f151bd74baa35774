//! The client's IP address of a request: the peer's, or the one that trusted proxies report in forwarding headers.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::settings::Settings;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The most addresses of `X-Forwarded-For` that are read, from the right. No chain of proxies is that long, but a
/// client may send a list that fills the request's head.
const MOST_HOPS: usize = 16;

/// The client against which a request is counted, as found by [`ClientIpSource`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(pub(crate) IpAddr);

impl Default for Client {
    fn default() -> Self {
        Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }
}

impl Client {
    /// Returns the client of a request.
    pub(crate) fn of(extensions: &Extensions) -> IpAddr {
        extensions.get().copied().unwrap_or_else(Self::default).0
    }
}

/// The client's address that a service with these settings finds in a request from `peer`.
#[must_use]
pub fn client_address(settings: &Settings, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    ClientIpSource::of(settings).client_ip(peer, headers)
}

/// How the client's address is found.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientIpSource {
    /// The networks whose forwarding headers are trusted.
    pub(crate) proxies: Vec<IpNet>,
    /// The header with the client's address alone, if these proxies set one.
    pub(crate) header: Option<HeaderName>,
}

impl ClientIpSource {
    /// The source that these settings name.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self { proxies: settings.trusted_proxies.0.clone(), header: settings.client_ip_header.0.clone() }
    }

    /// Whether forwarding headers from `address` are trusted.
    pub(crate) fn trusts(&self, address: &IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.contains(address))
    }

    /// Returns the client's address for a request that came from `peer`. Headers count only when the peer is a trusted
    /// proxy: first the header that names the client alone, when one is configured, then `X-Forwarded-For`, from the
    /// right up to the first address that is not a trusted proxy's.
    pub(crate) fn client_ip(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.ip().to_canonical();
        if !self.trusts(&peer) {
            return peer;
        }
        self.named(headers).unwrap_or_else(|| self.forwarded(peer, headers))
    }

    /// The address in the configured header. `None` if the header was sent several times, because then its origin is
    /// unclear.
    fn named(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut values = headers.get_all(self.header.as_ref()?).iter();
        let only = values.next().filter(|_| values.next().is_none())?;
        parse(only.as_bytes())
    }

    fn forwarded(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lists = headers.get_all(X_FORWARDED_FOR).iter().rev();
        let hops = lists.flat_map(|list| list.as_bytes().rsplit(|byte| *byte == b','));
        let mut farthest = peer;
        for hop in hops.take(MOST_HOPS) {
            // No proxy of ours writes an unreadable address.
            let Some(address) = parse(hop) else { break };
            farthest = address;
            if !self.trusts(&address) {
                break;
            }
        }
        farthest
    }
}

/// Parses an address, with or without a port; an IPv6 one with or without brackets.
fn parse(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn client(peer: &str, header: Option<&'static str>, headers: &[(&'static str, &str)]) -> String {
        let source = ClientIpSource {
            proxies: vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
            header: header.map(HeaderName::from_static),
        };
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        source.client_ip(SocketAddr::new(peer.parse().unwrap(), 1), &headers.collect()).to_string()
    }

    const FORWARDED: &str = "x-forwarded-for";
    const NAMED: &str = "cf-connecting-ip";

    #[test]
    fn a_strangers_headers_are_not_believed() {
        let spoofed = [(FORWARDED, "1.2.3.4"), (NAMED, "1.2.3.4")];
        assert_eq!(client("192.0.2.9", Some(NAMED), &spoofed), "192.0.2.9");
    }

    #[test]
    fn a_proxys_list_is_walked_from_the_right() {
        let forwarded = |list| client("10.1.1.1", None, &[(FORWARDED, list)]);
        assert_eq!(forwarded("6.6.6.6, 1.2.3.4"), "1.2.3.4", "the left was sent by the client");
        assert_eq!(forwarded("6.6.6.6, 1.2.3.4, 10.9.9.9"), "1.2.3.4");
        assert_eq!(forwarded("1.2.3.4:5678"), "1.2.3.4");
        assert_eq!(forwarded("unknown, 10.9.9.9"), "10.9.9.9");
        assert_eq!(forwarded(""), "10.1.1.1");
        assert_eq!(forwarded("\u{e9}, 1.2.3.4"), "1.2.3.4", "what the client sent hides nobody");
        assert_eq!(client("2001:db8::1", None, &[(FORWARDED, "[2a00::7]:443")]), "2a00::7");
        assert_eq!(forwarded("[2a00::7]"), "2a00::7");
        assert_eq!(forwarded("6.6.6.6, 1.2.3.4, ::ffff:10.9.9.9"), "1.2.3.4", "an IPv4 proxy, written as IPv6");
        assert_eq!(forwarded("[::ffff:1.2.3.4]:443"), "1.2.3.4");
        assert_eq!(client("::ffff:10.1.1.1", None, &[(FORWARDED, "1.2.3.4")]), "1.2.3.4");
        let lines = [(FORWARDED, "6.6.6.6"), (FORWARDED, "1.2.3.4, 10.9.9.9")];
        assert_eq!(client("10.1.1.1", None, &lines), "1.2.3.4", "several lines are one list");
    }

    #[test]
    fn a_list_is_read_up_to_a_bound() {
        let long = ["6.6.6.6", &"10.0.0.9,".repeat(50), "10.0.0.1"].join(",");
        assert_eq!(client("10.1.1.1", None, &[(FORWARDED, &long.replace(",,", ","))]), "10.0.0.9");
    }

    #[test]
    fn the_header_that_names_the_client_counts_only_when_it_is_configured() {
        let sent = [(NAMED, "7.7.7.7"), (FORWARDED, "1.2.3.4")];
        assert_eq!(client("10.1.1.1", None, &sent), "1.2.3.4");
        assert_eq!(client("10.1.1.1", Some(NAMED), &sent), "7.7.7.7");
        assert_eq!(client("10.1.1.1", Some(NAMED), &[(FORWARDED, "1.2.3.4")]), "1.2.3.4", "a request without it");
        let twice = [(NAMED, "7.7.7.7"), (NAMED, "8.8.8.8"), (FORWARDED, "1.2.3.4")];
        assert_eq!(client("10.1.1.1", Some(NAMED), &twice), "1.2.3.4");
    }
}
