//! The client over a real socket, with an upstream that fails.

use std::{io::Write as _, time::Duration};

use url::Url;

use super::{
    super::responder::{Answer, Responder, Step, parameter, refusal, respond},
    *,
};
use json_client::BODY_LIMIT;

use crate::Failure;

/// The error of the only failure in a round for one profile.
async fn failure(steps: impl Fn(&Url) -> Answer + Send + Sync + 'static) -> Error {
    let responder = Responder::start(steps).await;
    let mut fetched = client(&responder).personal_stats(&ids(1..=1)).await;
    assert_eq!((fetched.rows.len(), fetched.failures.len()), (0, 1));
    fetched.failures.remove(0).error
}

#[tokio::test]
async fn batches_are_not_halved_while_the_server_fails() {
    let responder = Responder::start(|_| refusal("500 Internal Server Error")).await;
    let fetched = client(&responder).personal_stats(&ids(1..=100)).await;
    assert_eq!(fetched.failures[0].error, Error::Status { status: 500, retry_after: None });
    assert_eq!((fetched.failures.len(), responder.heads().len()), (1, 1));
}

#[tokio::test]
async fn too_many_requests_end_the_round() {
    let responder = Responder::start(|_| respond("429 Too Many Requests", "retry-after: 7\r\n", "")).await;
    let fetched = client(&responder).recent_matches(&ids(1..=100), &MatchTypes::default()).await;
    assert!(responder.heads().len() <= 4);
    assert_eq!(fetched.failures.len(), 10);
    for failure in fetched.failures {
        assert_eq!(failure.error.cause(), "rate_limited");
        assert_eq!(failure.error.retry_after(), Some(Duration::from_secs(7)));
    }
}

#[tokio::test]
async fn an_answer_may_ask_to_wait_until_a_date() {
    let headers = "date: Mon, 01 Jun 2026 18:00:00 GMT\r\nretry-after: Mon, 01 Jun 2026 18:01:30 GMT\r\n";
    let error = failure(move |_| respond("503 Service Unavailable", headers, "")).await;
    assert_eq!(error, Error::Status { status: 503, retry_after: Some(Duration::from_secs(90)) });
    let error = failure(move |_| respond("404 Not Found", headers, "<html>")).await;
    assert_eq!(error, Error::Status { status: 404, retry_after: None });
}

#[tokio::test]
async fn late_answers_time_out() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"result\"".to_vec();
    for sent in [vec![], head] {
        let late = move |_: &Url| vec![Step::Send(sent.clone()), Step::Wait(Duration::from_secs(60))];
        let responder = Responder::start(late).await;
        let fetched = client_within(&responder, Duration::from_millis(200)).personal_stats(&ids(1..=2)).await;
        assert_eq!(fetched.failures, [Failure { profiles: ids(1..=2), error: Error::Timeout }]);
        assert_eq!(responder.heads().len(), 1);
    }
}

#[tokio::test]
async fn unusable_answers_are_errors() {
    let html = "<html><body>maintenance</body></html>";
    let error = failure(move |_| respond("200 OK", "", html)).await;
    assert_eq!(error, Error::NotJson { snippet: html.to_owned() });
    for (body, cause) in [
        ("", "not_json"),
        (r#"{"result":{"code":0},"statGr"#, "not_json"),
        ("[]", "wrong_shape"),
        (r#"{"statGroups":{},"leaderboardStats":7}"#, "wrong_shape"),
        (r#"{"result":{"code":2,"message":"x"}}"#, "result_code"),
    ] {
        assert_eq!(failure(move |_| respond("200 OK", "", body)).await.cause(), cause, "{body}");
    }
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"result\"";
    assert_eq!(failure(move |_| vec![Step::Send(short.to_vec())]).await.cause(), "transport");
    assert_eq!(failure(|_| vec![]).await.cause(), "transport");
}

#[tokio::test]
async fn an_unreachable_server_is_an_error() {
    let settings = Settings::at("http://127.0.0.1:1".parse().unwrap());
    let error = Relic::new(&settings).unwrap().catalogue().await.unwrap_err();
    assert_eq!(error.cause(), "transport");
    assert!(!error.to_string().contains("title=age2"), "{error}");
}

#[tokio::test]
async fn a_name_that_is_not_utf_8_does_not_fail_the_batch() {
    let body =
        b"{\"statGroups\":[{\"id\":1,\"members\":[{\"profile_id\":1,\"alias\":\"\xff\"}]}],\"leaderboardStats\":[]}";
    let responder = Responder::start(move |_| respond("200 OK", "", body)).await;
    let fetched = client(&responder).personal_stats(&ids(1..=1)).await;
    assert_eq!(fetched.rows[0].player.alias.as_deref(), Some("\u{fffd}"));
}

#[tokio::test]
async fn an_oversized_answer_is_refused() {
    let too_large = Error::TooLarge { limit: BODY_LIMIT };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", BODY_LIMIT + 1);
    let declared = move |_: &Url| vec![Step::Send(head.clone().into()), Step::Wait(Duration::from_secs(5))];
    assert_eq!(failure(declared).await, too_large, "refused before the body comes");

    let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 1024 * 1024], b"\r\n"].concat();
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let streamed = move |_: &Url| vec![Step::Send(head.to_vec()), Step::Repeat(chunk.clone(), 40)];
    assert_eq!(failure(streamed).await, too_large);

    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; BODY_LIMIT + 1]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 100_000);
    let packed = move |_: &Url| respond("200 OK", "content-encoding: gzip\r\n", &bomb);
    assert_eq!(failure(packed).await, too_large, "counted after decompression");
}

#[tokio::test]
async fn redirects_are_followed_three_times() {
    let start = |hops: usize| {
        Responder::start(move |request| {
            let hop = parameter(request, "hop").map_or(0, |hop| hop.parse().unwrap());
            if hop == hops {
                return stats(request);
            }
            respond("302 Found", &format!("location: /elsewhere?profile_ids=[1]&hop={}\r\n", hop + 1), "")
        })
    };
    let near = client(&start(3).await).personal_stats(&ids(1..=1)).await;
    assert_eq!(near.rows.len(), 1);
    let far = client(&start(4).await).personal_stats(&ids(1..=1)).await;
    assert_eq!(far.failures[0].error.cause(), "transport");
}
