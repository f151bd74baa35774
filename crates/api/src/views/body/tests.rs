//! A body: its entity tag, what cannot be serialized, and the time of the last poll.

use std::collections::HashMap;

use domain::clock::Timestamp;

use super::*;

#[test]
fn the_tag_follows_the_bytes() {
    let etag = |text: &str| Body::new(&text, Policy::NoStore).unwrap().etag().to_owned();
    assert_eq!(etag("a"), etag("a"));
    assert_ne!(etag("a"), etag("b"));
}

#[test]
fn what_cannot_be_serialized_is_no_body() {
    let pairs = HashMap::from([((1, 2), 3)]);
    let times = PollTimes::default();
    let last_polled = LastPolled::of(&[store::stats::STATUS_ROW], &times);
    assert!(Body::new(&pairs, Policy::NoStore).is_err(), "keys are text");
    assert!(Body::list(vec![pairs.clone()], Policy::NoStore, last_polled).is_err());
    assert!(Body::long_list(&[pairs], Policy::NoStore, last_polled, 1).is_err());
}

#[test]
fn last_polled_at_moves_only_when_that_is_worth_telling() {
    let at = |second: i64| Timestamp::from_unix_seconds(1_780_000_000 + second);
    let polled = |second| PollTimes::from_iter([(store::stats::STATUS_ROW, at(second).unwrap())]);
    let list = |items: Vec<u8>, times: &PollTimes| {
        Body::list(items, Policy::NoStore, LastPolled::of(&[store::stats::STATUS_ROW], times)).unwrap()
    };
    let body = list(vec![1, 2], &polled(0));
    assert!(body.with_last_polled_at(&polled(59)).unwrap().is_none());
    let later = body.with_last_polled_at(&polled(60)).unwrap().unwrap();
    assert_eq!(later.identity().unwrap(), r#"{"last_polled_at":"2026-05-28T20:27:40Z","items":[1,2]}"#);
    assert_ne!(later.etag(), body.etag());
    assert!(later.with_last_polled_at(&polled(61)).unwrap().is_none());
    assert!(body.with_last_polled_at(&PollTimes::default()).unwrap().is_none());
    let empty = list(vec![], &polled(0));
    assert!(empty.with_last_polled_at(&polled(600)).unwrap().is_none(), "an empty list has none");
    let never = list(vec![1], &PollTimes::default());
    assert_eq!(never.identity().unwrap(), r#"{"last_polled_at":null,"items":[1]}"#);
    let first = never.with_last_polled_at(&polled(5)).unwrap().unwrap();
    assert_eq!(first.identity().unwrap(), r#"{"last_polled_at":"2026-05-28T20:26:45Z","items":[1]}"#);
}
