//! Bodies in the coding the client likes best.

use tests::Service;

use super::{
    ask::{Answer, get},
    fixture::{CUP, polled_cup},
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

#[tokio::test]
async fn a_large_body_is_whole_in_every_coding_and_without_one() {
    let service = polled_cup().await;
    // More than half a mebibyte, of which no text is like another.
    let many = "insert into tournaments (slug, name, leaderboard_id, presentation)
        select 'large-' || n, 'Large ' || n, 3, jsonb_build_object('text', (
            select string_agg(md5(n || ' ' || part), '') from generate_series(1, 300) part
        ))
        from generate_series(1, 90) n";
    service.database.run(many).await;
    let fetch = async |accepted: &str| get(&service, "/v1/tournaments", &[("accept-encoding", accepted)]).await;
    for _ in 0..2 {
        let plain = fetch("identity").await;
        assert!(plain.body.len() > 800_000, "{}", plain.body.len());
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(plain.header("content-length"), Some(plain.body.len().to_string().as_str()));
        assert_eq!(plain.json().as_array().unwrap().len(), 91);
        for coding in ["br", "zstd", "gzip"] {
            let coded = fetch(coding).await;
            assert_eq!(coded.header("content-encoding"), Some(coding));
            assert_eq!(coded.decoded(), plain.body, "{coding}");
        }
        let known = [("accept-encoding", "identity"), ("if-none-match", plain.header("etag").unwrap())];
        let again = get(&service, "/v1/tournaments", &known).await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, plain.header("etag")));
        let fewer = get(&service, "/v1/tournaments?limit=80", &[]).await;
        assert_eq!(fewer.json().as_array().unwrap(), &plain.json().as_array().unwrap()[..80]);
    }
}
