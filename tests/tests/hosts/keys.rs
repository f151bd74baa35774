//! The sign-on service's keys: asked for rarely whatever comes in, and exchanged.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use sim::{SsoEndpoint::Keys, Token};
use tests::{Service, clock::pass, service::HOST};

use super::asking::{COOL_DOWN, answer, answers, both, is_undecided, long_lived, status};

#[tokio::test]
async fn a_token_as_the_real_service_makes_them_signs_in() {
    let service = Service::start().await;
    let (me, named) = (long_lived(&service), long_lived(&service).with_kid());
    for token in [&me, &named, &me] {
        let (status, _, body) = service.send("GET", "/v1/me", Some(&token.mint()), None, &[]).await;
        assert_eq!((status, &body["user_id"]), (200, &json!(HOST)));
    }
    assert_eq!(service.sso.requests(Keys), 1);
}

#[tokio::test]
async fn a_token_that_names_no_key_is_tried_with_every_published_one() {
    for has_ids in [true, false] {
        let service = Service::start().await;
        service.sso.publish_ids(has_ids);
        let oldest = long_lived(&service);
        for _ in 0..3 {
            service.sso.rotate();
        }
        assert_eq!(status(&service, &oldest).await, 200);
        assert_eq!(status(&service, &long_lived(&service)).await, 200);
        assert_eq!(service.sso.requests(Keys), 1);
        let named = status(&service, &long_lived(&service).with_kid()).await;
        assert_eq!(named == 200, has_ids, "a key without an id is not the one that is named");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_unknown_keys_are_asked_for_once_in_thirty_seconds() {
    let service = Service::start().await;
    let begun = Instant::now();
    let good = long_lived(&service);
    assert_eq!((status(&service, &good).await, service.sso.requests(Keys)), (200, 1));
    let unknown = |n| match n % 2 {
        0 => long_lived(&service).key_id(&format!("unknown-{n}")).mint(),
        _ => long_lived(&service).claim("n", n).signed_by_another_key().mint(),
    };
    let unknown: Vec<_> = (0..500).map(unknown).collect();
    let flood: Vec<_> = unknown.iter().cycle().take(10_000).cloned().collect();
    let said = answers(&service, &flood).await;
    assert!(said.iter().all(|said| *said == (401, None) || is_undecided(*said, 30)), "{said:?}");
    assert_eq!(status(&service, &good).await, 200, "known tokens are not in it");
    let most = 1 + usize::try_from(begun.elapsed().as_secs() / COOL_DOWN.as_secs()).unwrap();
    assert!(service.sso.requests(Keys) <= most, "{} fetches", service.sso.requests(Keys));
}

#[tokio::test]
async fn within_the_cool_down_nothing_is_fetched_and_nobody_can_tell() {
    let service = Service::start().await;
    let good = long_lived(&service);
    assert_eq!((status(&service, &good).await, service.sso.requests(Keys)), (200, 1));
    let open = [
        long_lived(&service).unknown_kid(),
        long_lived(&service).signed_by_another_key(),
        long_lived(&service).tampered(),
    ];
    for token in &open {
        assert!(is_undecided(answer(&service, token).await, 30), "{token:?}");
    }
    pass(Duration::from_secs(20)).await;
    for token in &open {
        assert!(is_undecided(answer(&service, token).await, 10), "{token:?}");
    }
    assert_eq!((status(&service, &good).await, service.sso.requests(Keys)), (200, 1));
    for (n, token) in open.iter().enumerate() {
        pass(COOL_DOWN).await;
        assert_eq!(answer(&service, token).await, (401, None), "{token:?}");
        assert_eq!(service.sso.requests(Keys), n + 2);
    }
}

#[tokio::test]
async fn a_new_key_is_picked_up_with_one_fetch() {
    let service = Service::start().await;
    let old = both(&service);
    assert_eq!(status(&service, &old[0]).await, 200);
    service.sso.rotate();
    let new = both(&service);
    pass(COOL_DOWN).await;
    let all: Vec<_> = new.iter().chain(&old).map(Token::mint).cycle().take(64).collect();
    assert!(answers(&service, &all).await.iter().all(|said| said.0 == 200));
    assert_eq!(service.sso.requests(Keys), 2);
    // Withdrawn, the old one is out with the next fetch.
    service.sso.retire_old();
    pass(Duration::from_secs(2 * 60 * 60)).await;
    assert_eq!((status(&service, &new[0]).await, status(&service, &new[1]).await), (200, 200));
    pass(COOL_DOWN).await;
    for old in &old {
        pass(COOL_DOWN).await;
        assert_eq!(answer(&service, old).await, (401, None));
    }
}

#[tokio::test]
async fn a_second_rotation_within_the_cool_down_is_no_reason_for_a_401() {
    for form in 0..2 {
        let service = Service::start().await;
        assert_eq!(status(&service, &both(&service)[form]).await, 200);
        service.sso.rotate();
        pass(COOL_DOWN).await;
        assert_eq!(status(&service, &both(&service)[form]).await, 200);
        service.sso.rotate();
        let newest = both(&service)[form].clone();
        pass(Duration::from_secs(12)).await;
        let said = answer(&service, &newest).await;
        assert!(is_undecided(said, 18), "{said:?}");
        assert_eq!(service.sso.requests(Keys), 2);
        pass(Duration::from_secs(said.1.unwrap())).await;
        assert_eq!(answer(&service, &newest).await, (200, None), "after that time");
        assert_eq!(service.sso.requests(Keys), 3);
    }
}

#[tokio::test]
async fn the_calendar_neither_stops_nor_hastens_fetching() {
    let service = Service::start().await;
    let good = long_lived(&service);
    assert_eq!(status(&service, &good).await, 200);
    service.sso.rotate();
    service.clock.advance(TimeDelta::hours(3));
    let new = long_lived(&service);
    let said = answer(&service, &new).await;
    assert!(is_undecided(said, 30), "{said:?}");
    assert_eq!(status(&service, &good).await, 200, "known keys are as old as they were");
    assert_eq!(service.sso.requests(Keys), 1);
    service.clock.advance(TimeDelta::days(-30));
    pass(COOL_DOWN).await;
    assert_eq!((status(&service, &new).await, service.sso.requests(Keys)), (200, 2));
}
