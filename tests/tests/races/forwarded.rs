//! Whom a request counts for: viewers behind our proxies one by one, and nobody whom a stranger names.

use std::{net::IpAddr, time::Duration};

use futures_util::{StreamExt as _, stream};
use reqwest::Client;
use tests::{Service, service::settings};

const VIEWERS: u32 = 5_000;
/// Few, lest the test take long; a third request is one too many for half a minute.
const PER_MINUTE: u32 = 2;

/// A service that trusts 127.0.0.1 to 127.0.0.3.
async fn service() -> Service {
    let trusted_proxies = "127.0.0.1/32,127.0.0.2/32,127.0.0.3/32".parse().unwrap();
    Service::start_with_settings(&api::Settings { trusted_proxies, rate_limit_per_minute: PER_MINUTE, ..settings() })
        .await
}

/// Somebody who connects from an address of this machine.
fn peer(address: &str) -> Client {
    let address: IpAddr = address.parse().unwrap();
    Client::builder().no_proxy().local_address(address).timeout(Duration::from_secs(30)).build().unwrap()
}

async fn ask(service: &Service, peer: &Client, headers: &[(&str, &str)]) -> u16 {
    let request = peer.get(format!("{}/v1/flags", service.base_url));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn five_thousand_viewers_behind_three_proxies_are_limited_one_by_one() {
    let service = service().await;
    let proxies = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(peer);
    let viewer = async |n: u32| {
        let address = std::net::Ipv4Addr::from(0x0b00_0000 + n).to_string();
        let mut statuses = Vec::new();
        for request in 0..=PER_MINUTE {
            // Whatever the viewer claims stands to the left of what our proxies saw.
            let forwarded = match request {
                0 => address.clone(),
                1 => format!("203.0.113.{}, {address}", n % 250),
                _ => format!("198.51.100.1, {address}, 127.0.0.2"),
            };
            let proxy = &proxies[(n + request) as usize % 3];
            statuses.push(ask(&service, proxy, &[("x-forwarded-for", &forwarded)]).await);
        }
        statuses
    };
    let all: Vec<_> = stream::iter((0..VIEWERS).map(viewer)).buffer_unordered(32).collect().await;
    assert_eq!(all.len() as u32, VIEWERS);
    assert!(
        all.iter().all(|statuses| *statuses == [200, 200, 429]),
        "{:?}",
        all.iter().find(|s| **s != [200, 200, 429])
    );
}

#[tokio::test]
async fn a_strangers_claims_are_ignored() {
    let service = service().await;
    for (stranger, header) in [("127.0.0.9", "x-forwarded-for"), ("127.0.0.8", "cf-connecting-ip")] {
        let stranger = peer(stranger);
        let mut statuses = Vec::new();
        for n in 0..5 {
            statuses.push(ask(&service, &stranger, &[(header, &format!("11.0.0.{n}"))]).await);
        }
        assert_eq!(statuses, [200, 200, 429, 429, 429], "{header}");
    }
    let proxy = peer("127.0.0.1");
    assert_eq!(ask(&service, &proxy, &[("x-forwarded-for", "11.0.0.1")]).await, 200, "the named are not charged");
    assert_eq!(ask(&service, &proxy, &[("x-forwarded-for", "127.0.0.9")]).await, 429, "it is the same stranger");
}

#[tokio::test]
async fn the_header_that_names_the_client_counts_from_a_proxy_and_when_it_is_configured() {
    let settings = api::Settings {
        trusted_proxies: "127.0.0.3".parse().unwrap(),
        client_ip_header: "CF-Connecting-IP".parse().unwrap(),
        rate_limit_per_minute: PER_MINUTE,
        ..settings()
    };
    let service = Service::start_with_settings(&settings).await;
    let (proxy, stranger) = (peer("127.0.0.3"), peer("127.0.0.4"));
    for (viewer, expected) in [("11.0.0.1", 200), ("11.0.0.1", 200), ("11.0.0.1", 429), ("11.0.0.2", 200)] {
        let headers = [("cf-connecting-ip", viewer), ("x-forwarded-for", "11.9.9.9")];
        assert_eq!(ask(&service, &proxy, &headers).await, expected);
    }
    for (viewer, expected) in [("11.0.0.3", 200), ("11.0.0.4", 200), ("11.0.0.5", 429)] {
        assert_eq!(ask(&service, &stranger, &[("cf-connecting-ip", viewer)]).await, expected);
    }
}

#[tokio::test]
async fn a_header_that_is_not_configured_lifts_no_limit() {
    let service = service().await;
    let proxy = peer("127.0.0.3");
    for (number, header) in ["cf-connecting-ip", "true-client-ip", "x-real-ip", "forwarded"].into_iter().enumerate() {
        let client = format!("11.7.7.{number}");
        let mut statuses = Vec::new();
        for n in 0..4 {
            let fresh = format!("11.0.0.{n}");
            statuses.push(ask(&service, &proxy, &[(header, &fresh), ("x-forwarded-for", &client)]).await);
        }
        assert_eq!(statuses, [200, 200, 429, 429], "{header}");
    }
}
