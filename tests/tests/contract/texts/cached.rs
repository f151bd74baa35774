//! Texts are cached as the tables are: tags, other names without a query, and the last good text during an outage.

use domain::nudge::{Event, Scope};
use tests::{Service, service::settings};

use super::{
    super::{
        ask::{ask, get},
        fixture::{CUP, cup, nudge},
    },
    TEXTS, line, played_cup, text, told,
};

const FIFTEEN: &str = "public, s-maxage=15, max-age=0, must-revalidate";

#[tokio::test]
async fn a_text_is_cached_as_the_tables_are() {
    let (service, id) = played_cup().await;
    for path in TEXTS {
        let (first, path) = (text(&service, path).await, format!("{CUP}/text/{path}"));
        line(&first);
        assert_eq!(first.header("cache-control"), Some(FIFTEEN), "{path}");
        let etag = first.header("etag").expect("a tag").to_owned();
        let again = get(&service, &path, &[("if-none-match", &etag)]).await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag.as_str())), "{path}");
        let head = ask(&service, reqwest::Method::HEAD, &path, &[]).await;
        assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(etag.as_str())), "{path}");
        let foreign = get(&service, &path, &[("origin", "https://viewer.example")]).await;
        assert_eq!(foreign.header("access-control-allow-origin"), Some("*"), "{path}");
        let host = get(&service, &path, &[("cookie", "criticalbit_access=x")]).await;
        assert_eq!((line(&host), host.header("cache-control")), (line(&first), Some("private, no-store")), "{path}");
    }
    let tags = async || {
        let mut tags = Vec::new();
        for path in TEXTS {
            tags.push(text(&service, path).await.header("etag").unwrap().to_owned());
        }
        tags
    };
    let sent = service.proxy.bytes_sent();
    let before = tags().await;
    assert_eq!(service.proxy.bytes_sent(), sent, "what did not change costs no query");
    service.database.run("update tournaments set name = 'Another name'").await;
    for event in [Event::Standings, Event::Live] {
        nudge(&service, event, &Scope::one(id)).await;
    }
    service.settle().await;
    let after = tags().await;
    assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:?} {after:?}");
}

#[tokio::test]
async fn ever_other_names_cost_neither_a_query_nor_an_allowance() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 300, ..settings() }).await;
    cup(&service, &[("Anna", None), ("Bert", None)]).await;
    service.settle().await;
    told(&service, "player?name=anna").await;
    told(&service, "standings").await;
    let sent = service.proxy.bytes_sent();
    for number in 0..50 {
        told(&service, &format!("player?name=nobody{number}")).await;
        told(&service, &format!("standings?top={}", 6 + number)).await;
    }
    assert_eq!(service.proxy.bytes_sent(), sent);
}

#[tokio::test]
async fn the_last_good_text_serves_while_the_database_is_away() {
    let (service, id) = played_cup().await;
    let mut before = Vec::new();
    for path in TEXTS {
        before.push(told(&service, path).await);
    }
    for event in Event::ALL {
        nudge(&service, event, &Scope::one(id)).await;
    }
    service.settle().await;
    service.proxy.shut();
    for (path, before) in TEXTS.iter().zip(&before) {
        let answer = text(&service, path).await;
        assert_eq!((&line(&answer), answer.header("warning").is_some()), (before, true), "{path}");
    }
    service.proxy.open();
}
