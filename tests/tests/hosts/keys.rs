//! The sign-on service's keys: asked for rarely whatever comes in, exchanged, and away.

use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use sim::{Fault, SsoEndpoint::Keys};
use tests::{Service, service::HOST};

const A_DAY: i64 = 86_400;

/// What `/v1/me` says to each of these tokens, many asking at a time.
async fn statuses(service: &Service, tokens: &[String]) -> Vec<u16> {
    let ask = |token: &String| {
        let request = service.client.get(format!("{}/v1/me", service.base_url));
        let request = request.header("cookie", format!("criticalbit_access={token}"));
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let asked = tokens.iter().map(ask).collect::<Vec<_>>();
    stream::iter(asked).buffer_unordered(64).collect().await
}

async fn status(service: &Service, token: String) -> u16 {
    statuses(service, &[token]).await[0]
}

fn long_lived(service: &Service) -> sim::Token {
    service.a_token(HOST).valid_for(A_DAY)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_unknown_keys_are_asked_for_once_in_thirty_seconds() {
    let service = Service::start().await;
    let good = long_lived(&service).mint();
    assert_eq!((status(&service, good.clone()).await, service.sso.requests(Keys)), (200, 1));
    let unknown: Vec<_> = (0..500).map(|n| long_lived(&service).key_id(&format!("unknown-{n}")).mint()).collect();
    let flood: Vec<_> = unknown.iter().cycle().take(10_000).cloned().collect();
    for (asked, fetches) in [(&flood, 2), (&unknown, 3)] {
        service.clock.advance(TimeDelta::seconds(30));
        assert!(statuses(&service, asked).await.iter().all(|status| *status == 401));
        assert_eq!(service.sso.requests(Keys), fetches, "one for each thirty seconds");
    }
    service.clock.advance(TimeDelta::seconds(29));
    assert!(statuses(&service, &unknown).await.iter().all(|status| *status == 401));
    assert_eq!(service.sso.requests(Keys), 3, "not yet");
    assert_eq!(status(&service, good).await, 200, "known tokens are not in it");
    service.clock.advance(TimeDelta::seconds(1));
    assert!(statuses(&service, &unknown).await.iter().all(|status| *status == 401));
    assert_eq!(service.sso.requests(Keys), 4);
}

#[tokio::test]
async fn a_new_key_is_picked_up_with_one_fetch() {
    let service = Service::start().await;
    let old = long_lived(&service).mint();
    assert_eq!(status(&service, old.clone()).await, 200);
    service.sso.rotate();
    let new = long_lived(&service).mint();
    service.clock.advance(TimeDelta::seconds(30));
    let both: Vec<_> = [new.clone(), old.clone()].into_iter().cycle().take(64).collect();
    assert!(statuses(&service, &both).await.iter().all(|status| *status == 200));
    assert_eq!(service.sso.requests(Keys), 2);
    // Withdrawn, the old one is out with the next fetch.
    service.sso.retire_old();
    service.clock.advance(TimeDelta::hours(2));
    assert_eq!((status(&service, new).await, status(&service, old).await), (200, 401));
}

#[tokio::test]
async fn nothing_known_is_lost_while_the_key_server_is_down() {
    let service = Service::start().await;
    let good = long_lived(&service).mint();
    let forged = long_lived(&service).signed_by_another_key().mint();
    let unknown = long_lived(&service).unknown_kid().mint();
    assert_eq!(status(&service, good.clone()).await, 200);
    for fault in [Fault::CloseConnection, Fault::ServerError, Fault::Html, Fault::Empty] {
        service.sso.clear_faults();
        service.sso.fault(Keys, fault.clone());
        for minutes in [1, 59, 61] {
            service.clock.advance(TimeDelta::minutes(minutes));
            let (status_now, headers, body) = service.send("GET", "/v1/me", Some(&unknown), None, &[]).await;
            assert_eq!(status_now, 503, "whether there is such a key nobody can tell: {fault:?}, {body}");
            assert!(headers.contains_key("retry-after"));
            assert_eq!(status(&service, good.clone()).await, 200, "{fault:?} for {minutes} minutes more");
            assert_eq!(status(&service, forged.clone()).await, 401, "{fault:?} for {minutes} minutes more");
        }
    }
    service.sso.clear_faults();
    service.clock.advance(TimeDelta::seconds(30));
    assert_eq!((status(&service, unknown).await, status(&service, good).await), (401, 200));
}

#[tokio::test]
async fn a_key_server_that_never_answered_is_no_reason_for_a_401() {
    let service = Service::start().await;
    service.sso.fault(Keys, Fault::CloseConnection);
    let good = long_lived(&service).mint();
    let answers = statuses(&service, &vec![good.clone(); 64]).await;
    assert!(answers.iter().all(|status| *status == 503), "{answers:?}");
    assert_eq!(service.sso.requests(Keys), 1);
    service.sso.clear_faults();
    service.clock.advance(TimeDelta::seconds(30));
    assert_eq!(status(&service, good).await, 200);
}
