//! The key by which clients are counted, for rate limits and for limits of connections.

use std::net::{IpAddr, Ipv6Addr};

/// An IPv4 address, or the 64-bit network of an IPv6 address, which is what a household gets.
#[must_use]
pub fn rate_limit_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = address.segments();
            IpAddr::V6(Ipv6Addr::new(network[0], network[1], network[2], network[3], 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_shares_its_network() {
        let same = |a: &str, b: &str| rate_limit_key(a.parse().unwrap()) == rate_limit_key(b.parse().unwrap());
        assert!(same("2a00:1:2:3::1", "2a00:1:2:3:ffff::9"));
        assert!(!same("2a00:1:2:3::1", "2a00:1:2:4::1"));
        assert!(!same("1.2.3.4", "1.2.3.5") && !same("::ffff:1.2.3.4", "::ffff:1.2.3.5"));
        assert!(same("::ffff:1.2.3.4", "1.2.3.4"));
    }
}
