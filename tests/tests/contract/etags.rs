//! Entity tags of bodies, and the 304 for clients that have the body already.

use std::collections::BTreeSet;

use tests::Service;

use super::{
    ask::{Answer, get},
    fixture::{ANNA, CUP, catch_up, polled_cup},
};

const CODINGS: [&str; 4] = ["identity", "br", "zstd", "gzip"];

fn standings() -> String {
    format!("{CUP}/standings")
}

async fn fetch(service: &Service, path: &str, coding: &str, known: &[&str]) -> Answer {
    let mut headers = vec![("accept-encoding", coding)];
    headers.extend(known.iter().map(|tag| ("if-none-match", *tag)));
    get(service, path, &headers).await
}

async fn tag(service: &Service, path: &str, coding: &str) -> String {
    fetch(service, path, coding, &[]).await.header("etag").expect("a tag").to_owned()
}

fn is_not_modified(answer: &Answer, tag: &str) {
    assert_eq!((answer.status, answer.body.as_slice()), (304, &b""[..]));
    assert_eq!(answer.header("etag"), Some(tag));
    assert_eq!(answer.header("cache-control"), Some("public, s-maxage=15, max-age=0, must-revalidate"));
    assert_eq!((answer.header("content-encoding"), answer.header("content-type")), (None, None));
}

#[tokio::test]
async fn every_form_of_a_body_has_a_strong_tag_of_its_own() {
    let service = polled_cup().await;
    let mut tags = BTreeSet::new();
    for coding in CODINGS {
        let tag = tag(&service, &standings(), coding).await;
        let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).expect("a strong tag");
        assert!(!inner.is_empty() && !inner.contains('"'));
        tags.insert(tag);
    }
    assert_eq!(tags.len(), CODINGS.len());
}

#[tokio::test]
async fn every_cacheable_read_has_a_tag() {
    let service = polled_cup().await;
    for path in ["/v1/tournaments", CUP, "/v1/leaderboards", "/v1/civilizations", &standings()] {
        tag(&service, path, "identity").await;
    }
    for rest in ["/matches", "/live", "/players", "/players/101"] {
        tag(&service, &format!("{CUP}{rest}"), "identity").await;
    }
}

#[tokio::test]
async fn a_known_tag_gets_not_modified() {
    let service = polled_cup().await;
    for coding in CODINGS {
        let tag = tag(&service, &standings(), coding).await;
        let listed = format!("\"other\",{tag} , W/\"more\"");
        for known in [&tag, &format!("W/{tag}"), &listed, "*"] {
            is_not_modified(&fetch(&service, &standings(), coding, &[known]).await, &tag);
        }
        is_not_modified(&fetch(&service, &standings(), coding, &["\"a\"", &tag]).await, &tag);
    }
}

#[tokio::test]
async fn an_unknown_tag_gets_the_body() {
    let service = polled_cup().await;
    let tag = tag(&service, &standings(), "identity").await;
    let (shorter, longer) = (tag.replacen('"', "\"0", 1), format!("{}0\"", &tag[..tag.len() - 1]));
    for unknown in ["\"other\"", "\"\"", "", "nonsense", &shorter, &longer, "\"a\", \"b\""] {
        let answer = fetch(&service, &standings(), "identity", &[unknown]).await;
        assert_eq!((answer.status, answer.header("etag")), (200, Some(tag.as_str())), "{unknown}");
    }
}

#[tokio::test]
async fn a_not_modified_names_the_form_that_would_have_been_sent() {
    let service = polled_cup().await;
    let path = CUP;
    for coding in CODINGS {
        let sent = fetch(&service, path, coding, &[]).await;
        assert_eq!(sent.header("content-encoding"), None, "a body as short as this one is sent as it is");
        is_not_modified(&fetch(&service, path, coding, &["*"]).await, sent.header("etag").unwrap());
    }
}

#[tokio::test]
async fn the_tag_follows_the_body() {
    let service = polled_cup().await;
    let before = tag(&service, &standings(), "br").await;
    assert_eq!(tag(&service, &standings(), "br").await, before);
    service.sim.world(|world| world.set_rating(ANNA, sim::Ladder::SoloRm, 1_999));
    catch_up(&service).await;
    let answer = fetch(&service, &standings(), "br", &[&before]).await;
    assert_eq!((answer.status, &answer.json()["items"][0]["current_rating"]), (200, &1_999.into()));
    assert_ne!(answer.header("etag"), Some(before.as_str()));
}

#[tokio::test]
async fn head_answers_a_known_tag_as_get_does() {
    let service = polled_cup().await;
    let tag = tag(&service, &standings(), "br").await;
    let headers = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
    is_not_modified(&super::ask::ask(&service, reqwest::Method::HEAD, &standings(), &headers).await, &tag);
}
