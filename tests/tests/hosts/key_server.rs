//! The sign-on service's key server: spared where no key can help, away, and slow.

use std::time::Duration;

use futures_util::future;
use serde_json::json;
use sim::{Fault, SsoEndpoint::Keys, Token};
use tests::{Service, clock::pass};
use tokio::time::timeout;

use super::asking::{COOL_DOWN, answer, answers, both, is_undecided, long_lived, status};

#[tokio::test]
async fn what_needs_no_key_to_be_refused_has_none_fetched() {
    let service = Service::start().await;
    service.sso.fault(Keys, Fault::CloseConnection);
    let good = || long_lived(&service);
    let now = domain::clock::Clock::now(&*service.clock).unix_seconds();
    let mut bad: Vec<_> = [
        good().expired(),
        good().without_exp(),
        good().claim("exp", "soon"),
        good().not_before(now + 60),
        good().audience("others"),
        good().without("aud"),
        good().claim("aud", 7),
        good().alg_none(),
        good().hs256_with_public_key(),
        good().header("alg", "RS512"),
        good().header("alg", json!(null)),
        good().header("crit", json!([])),
        good().header("kid", 7),
        good().without_subject(),
        good().subject("admin"),
        good().subject(7),
    ]
    .iter()
    .map(Token::mint)
    .collect();
    let (message, signature) = bad[0].rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (whole, _) = good().mint().rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    bad.extend(["garbage", "a.b.c", "..", "é.é.é"].map(str::to_owned));
    bad.extend([
        message.clone(),
        format!("{message}.{signature}.x"),
        whole.clone(),
        format!("{whole}."),
        format!("{whole}.AAAA"),
    ]);
    bad.push(format!("{whole}.{}", signature.replace(|letter: char| letter.is_ascii_lowercase(), "+")));
    for (token, said) in bad.iter().zip(answers(&service, &bad).await) {
        assert_eq!(said, (401, None), "{token}");
    }
    assert_eq!(service.sso.requests(Keys), 0);
}

#[tokio::test]
async fn nothing_known_is_lost_while_the_key_server_is_down() {
    let service = Service::start().await;
    let forged = long_lived(&service).with_kid().signed_by_another_key();
    let open = [long_lived(&service).unknown_kid(), long_lived(&service).signed_by_another_key()];
    for good in both(&service) {
        assert_eq!(status(&service, &good).await, 200);
    }
    for fault in [Fault::CloseConnection, Fault::ServerError, Fault::Html, Fault::Empty] {
        service.sso.clear_faults();
        service.sso.fault(Keys, fault.clone());
        for minutes in [1, 59, 61] {
            pass(Duration::from_secs(minutes * 60)).await;
            for token in &open {
                let said = answer(&service, token).await;
                assert!(is_undecided(said, 30), "whether there is such a key nobody can tell: {fault:?}, {said:?}");
            }
            for good in both(&service) {
                assert_eq!(status(&service, &good).await, 200, "{fault:?} for {minutes} minutes more");
            }
            assert_eq!(answer(&service, &forged).await, (401, None), "{fault:?} for {minutes} minutes more");
        }
    }
    service.sso.clear_faults();
    for token in &open {
        pass(COOL_DOWN).await;
        assert_eq!(answer(&service, token).await, (401, None));
    }
}

#[tokio::test]
async fn a_key_that_is_withdrawn_during_an_outage_is_out_soon_after_it() {
    let service = Service::start().await;
    let old = long_lived(&service);
    assert_eq!(status(&service, &old).await, 200);
    service.sso.fault(Keys, Fault::CloseConnection);
    pass(Duration::from_secs(61 * 60)).await;
    assert_eq!((status(&service, &old).await, service.sso.requests(Keys)), (200, 2));
    service.sso.rotate();
    service.sso.retire_old();
    service.sso.clear_faults();
    assert_eq!((status(&service, &old).await, service.sso.requests(Keys)), (200, 2), "the cool-down holds");
    pass(COOL_DOWN).await;
    let refused = async { while status(&service, &old).await == 200 {} };
    timeout(Duration::from_secs(20), refused).await.expect("it is refused long before the next hour");
    pass(COOL_DOWN).await;
    assert_eq!((answer(&service, &old).await, status(&service, &long_lived(&service)).await), ((401, None), 200));
}

#[tokio::test]
async fn who_is_known_does_not_wait_for_further_attempts_to_fetch_old_keys() {
    let service = Service::start().await;
    let good = long_lived(&service);
    assert_eq!(status(&service, &good).await, 200);
    service.sso.fault(Keys, Fault::CloseConnection);
    pass(Duration::from_secs(61 * 60)).await;
    assert_eq!((status(&service, &good).await, service.sso.requests(Keys)), (200, 2));
    service.sso.fault(Keys, Fault::Late(Duration::from_secs(3_600)));
    pass(COOL_DOWN).await;
    // A fetch is given up after five seconds.
    let at_once = async {
        while service.sso.requests(Keys) < 3 {
            assert_eq!(status(&service, &good).await, 200);
        }
    };
    timeout(Duration::from_secs(4), at_once).await.expect("nobody waits");
}

#[tokio::test]
async fn a_key_server_that_never_answered_is_no_reason_for_a_401() {
    let service = Service::start().await;
    service.sso.fault(Keys, Fault::CloseConnection);
    let good = both(&service);
    let all: Vec<_> = good.iter().map(Token::mint).cycle().take(64).collect();
    let said = answers(&service, &all).await;
    assert!(said.iter().all(|said| is_undecided(*said, 30)), "{said:?}");
    assert_eq!(service.sso.requests(Keys), 1);
    service.sso.clear_faults();
    pass(COOL_DOWN).await;
    assert_eq!((status(&service, &good[0]).await, status(&service, &good[1]).await), (200, 200));
}

#[tokio::test]
async fn who_is_known_does_not_wait_for_who_is_not() {
    let service = Service::start().await;
    let good = both(&service);
    assert_eq!(status(&service, &good[0]).await, 200);
    service.sso.fault(Keys, Fault::Late(Duration::from_secs(3_600)));
    pass(COOL_DOWN).await;
    let strangers = [long_lived(&service).unknown_kid().mint(), long_lived(&service).signed_by_another_key().mint()];
    let mut strangers = std::pin::pin!(answers(&service, &strangers));
    let fetched = async {
        while service.sso.requests(Keys) < 2 {
            tokio::task::yield_now().await;
        }
    };
    // Five seconds are left of the fetch.
    future::select(&mut strangers, std::pin::pin!(fetched)).await;
    let known = async { (status(&service, &good[0]).await, status(&service, &good[1]).await) };
    match future::select(std::pin::pin!(known), &mut strangers).await {
        future::Either::Left((said, _)) => assert_eq!(said, (200, 200)),
        future::Either::Right((said, _)) => panic!("first came {said:?}"),
    }
    let said = strangers.await;
    assert!(said.iter().all(|said| is_undecided(*said, 30)), "{said:?}");
    assert_eq!(service.sso.requests(Keys), 2);
}

#[tokio::test]
async fn who_hangs_up_does_not_end_the_fetch_that_others_need() {
    let service = Service::start().await;
    let good = long_lived(&service);
    service.sso.fault(Keys, Fault::Late(Duration::from_secs(1)));
    for _ in 0..3 {
        let impatient = std::pin::pin!(answer(&service, &good));
        let fetched = async {
            while service.sso.requests(Keys) == 0 {
                tokio::task::yield_now().await;
            }
        };
        future::select(impatient, std::pin::pin!(fetched)).await;
    }
    // Came after the fetch began, and waits for it.
    assert_eq!((status(&service, &good).await, service.sso.requests(Keys)), (200, 1));
}
