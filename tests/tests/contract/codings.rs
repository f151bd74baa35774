//! Bodies in the coding the client likes best.

use tests::Service;

use crate::{
    ask::{Answer, get},
    scene::{CUP, polled_cup},
};

async fn fetch(service: &Service, accepted: Option<&str>) -> Answer {
    let headers = accepted.map(|accepted| ("accept-encoding", accepted));
    get(service, &format!("{CUP}/standings"), headers.as_slice()).await
}

#[tokio::test]
async fn every_coding_carries_the_same_body() {
    let service = polled_cup().await;
    let plain = fetch(&service, None).await;
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["br", "zstd", "gzip"] {
        let coded = fetch(&service, Some(coding)).await;
        assert_eq!(coded.header("content-encoding"), Some(coding));
        assert_eq!(coded.header("content-type"), Some("application/json"));
        assert_eq!(coded.decoded(), plain.body, "{coding}");
        assert!(coded.body.len() < plain.body.len() / 2, "{coding}: {} of {}", coded.body.len(), plain.body.len());
        assert_eq!(coded.header("content-length"), Some(coded.body.len().to_string().as_str()));
    }
    assert_eq!(plain.json()["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_clients_wish_decides() {
    let service = polled_cup().await;
    for (accepted, chosen) in [
        (None, None),
        (Some(""), None),
        (Some("identity"), None),
        (Some("gzip"), Some("gzip")),
        (Some("GZIP"), Some("gzip")),
        (Some("gzip, deflate, br, zstd"), Some("br")),
        (Some("br;q=0.1, gzip;q=0.2"), Some("gzip")),
        (Some("br;q=0, gzip;q=0, zstd"), Some("zstd")),
        (Some("br;q=0, zstd;q=0, gzip;q=0"), None),
        (Some("*;q=0.5, br;q=0, zstd;q=0"), Some("gzip")),
        (Some("*;q=0"), None),
        (Some("deflate, compress"), None),
        (Some("identity;q=1, br;q=0.5"), None),
        (Some("gzip;q=1.0;x=y , br; q=0.9"), Some("gzip")),
        (Some("br;q=x"), None),
        (Some(",,;;q=,"), None),
    ] {
        let answer = fetch(&service, accepted).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, chosen), "{accepted:?}");
    }
}

#[tokio::test]
async fn private_answers_carry_the_same_body() {
    let service = polled_cup().await;
    let headers = [("cookie", "criticalbit_access=x"), ("accept-encoding", "br, gzip")];
    let private = get(&service, &format!("{CUP}/standings"), &headers).await;
    assert_eq!(private.json(), fetch(&service, None).await.json());
}
