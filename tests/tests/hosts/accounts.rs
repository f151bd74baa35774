//! Finding accounts for a roster: by number, link, or any name they were ever seen under, and what the upstream adds.

mod upstream;

use reqwest::{Url, header::HeaderMap};
use serde_json::{Value, json};
use sim::{Endpoint, Game, Ladder, MatchType, Profile, ProfileId};
use tests::{
    Service,
    service::{HOST, settings},
    tournament::{create, enter, tournament},
};

/// On the cup's roster.
pub(super) const HERMELIN: ProfileId = ProfileId(101);
/// As Hermelin; once called otherwise.
const RENAMED: ProfileId = ProfileId(102);
/// Known as opponents alone.
const EMILE: ProfileId = ProfileId(103);
const UNDERSCORE: ProfileId = ProfileId(104);
/// Known upstream alone.
pub(super) const FAR_AWAY: ProfileId = ProfileId(900);

/// The cup, polled, and everybody upstream.
pub(super) async fn service() -> Service {
    with(&settings()).await
}

pub(super) async fn with(settings: &api::Settings) -> Service {
    let service = Service::start_with_settings(settings).await;
    let week_ago = service.sim.world(|world| world.now()) - 7 * 86_400;
    service.sim.world(|world| {
        for (id, alias, rating) in [
            (HERMELIN, "Hermelin", 2000),
            (RENAMED, "Old Name", 1700),
            (EMILE, "Émile ŁUKASZ", 1400),
            (UNDERSCORE, "a_b%c\\d", 1300),
            (FAR_AWAY, "Far Away", 1200),
        ] {
            world.add_profile(Profile::new(id, alias).rated(Ladder::SoloRm, rating, week_ago));
        }
        for stranger in [EMILE, UNDERSCORE] {
            world.play(&Game::new(MatchType::SoloRm, &[HERMELIN], &[stranger]));
        }
    });
    let cup = create(&service.database.pool, &tournament("cup")).await;
    enter(&service.database.pool, cup, "One", Some(HERMELIN.0)).await;
    enter(&service.database.pool, cup, "Two", Some(RENAMED.0)).await;
    service.poll_all().await;
    service.sim.world(|world| world.set_alias(RENAMED, "New Name"));
    service.poll_all().await;
    service.sim.forget_requests();
    service
}

/// The answer to a host's search.
pub(super) async fn ask(service: &Service, query: &str) -> (u16, HeaderMap, Value) {
    ask_from(service, query, &[]).await
}

pub(super) async fn ask_from(service: &Service, query: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Value) {
    let url = Url::parse_with_params("http://localhost", [("query", query)]).unwrap();
    let path = format!("/v1/accounts?{}", url.query().unwrap());
    service.send("GET", &path, Some(&service.token(HOST)), None, headers).await
}

/// What is found.
pub(super) async fn search(service: &Service, query: &str) -> Value {
    let (status, _, body) = ask(service, query).await;
    assert_eq!(status, 200, "{query:?}: {body}");
    body
}

/// The numbers of the accounts that are found.
pub(super) async fn found(service: &Service, query: &str) -> Vec<i64> {
    numbers(&search(service, query).await)
}

pub(super) fn numbers(found: &Value) -> Vec<i64> {
    found["items"].as_array().unwrap().iter().map(|item| item["profile_id"].as_i64().unwrap()).collect()
}

/// Requests that the upstream got since everything was polled.
pub(super) fn requests(service: &Service) -> u64 {
    service.sim.requests(Endpoint::PersonalStat).count
}

#[tokio::test]
async fn a_number_a_link_and_a_name_lead_to_an_account_that_can_be_recognized() {
    let service = service().await;
    let by_number = search(&service, "101").await;
    let hermelin = &by_number["items"][0];
    assert_eq!(hermelin["profile_id"], 101);
    assert_eq!(
        [&hermelin["alias"], &hermelin["country"], &hermelin["former_alias"]],
        [&json!("Hermelin"), &json!("de"), &Value::Null]
    );
    assert_eq!(hermelin["tournaments"], json!(["cup"]));
    let ladder = &hermelin["ratings"][0];
    assert_eq!((&ladder["leaderboard_id"], &ladder["rank"]), (&json!(3), &json!(1)));
    assert!(ladder["rating"].as_i64() > Some(1_900) && ladder["games"].as_i64() > Some(30), "{ladder}");
    assert!(hermelin["last_match_at"].is_string(), "{hermelin}");
    for query in ["https://www.aoe2insights.com/user/relic/101/", " hermelin ", "HERMELIN"] {
        assert_eq!(search(&service, query).await, by_number, "{query}");
    }
    assert_eq!(by_number["upstream"], "not_asked");
    assert_eq!(requests(&service), 0, "what is known is asked of nobody");
}

#[tokio::test]
async fn prefixes_come_before_texts_within_and_former_names_are_found_and_told() {
    let service = service().await;
    assert_eq!(found(&service, "herm").await, [101]);
    assert_eq!(found(&service, "e").await, [103], "of one character alone the beginnings");
    assert_eq!(found(&service, "me").await, [101, 102], "within, and who played last comes first");
    let former = search(&service, "Old Name").await;
    assert_eq!(numbers(&former), [102]);
    assert_eq!([&former["items"][0]["alias"], &former["items"][0]["former_alias"]], ["New Name", "Old Name"]);
    assert_eq!(former["upstream"], "asked", "somebody else may have the name today");
    let today = search(&service, "name").await;
    assert_eq!((numbers(&today), &today["items"][0]["former_alias"]), (vec![102], &Value::Null), "one account, once");
    let stranger = search(&service, "103").await;
    assert_eq!(stranger["items"][0]["ratings"].as_array().unwrap().len(), 1, "of an opponent the upstream tells more");
}

#[tokio::test]
async fn of_several_names_of_an_account_the_closest_counts() {
    let service = service().await;
    service.sim.world(|world| world.set_alias(RENAMED, "Old Name the Second"));
    service.poll_all().await;
    let found = search(&service, "old name").await;
    assert_eq!(numbers(&found), [102]);
    let shown = &found["items"][0];
    assert_eq!(
        [&shown["alias"], &shown["former_alias"]],
        ["Old Name the Second", "Old Name"],
        "exactly, though former"
    );
}

#[tokio::test]
async fn the_newest_tournaments_of_an_account_come_first() {
    let service = service().await;
    for slug in ["second", "third"] {
        let id = create(&service.database.pool, &tournament(slug)).await;
        enter(&service.database.pool, id, "One", Some(HERMELIN.0)).await;
    }
    for query in ["101", "hermelin"] {
        assert_eq!(
            search(&service, query).await["items"][0]["tournaments"],
            json!(["third", "second", "cup"]),
            "{query}"
        );
    }
}

#[tokio::test]
async fn case_and_accents_make_no_difference() {
    let service = service().await;
    for query in ["emile lukasz", "ÉMILE", "E\u{301}mile", "ｅｍｉｌｅ", "łukasz", "É\u{200b}mile"] {
        assert_eq!(found(&service, query).await, [103], "{query}");
    }
}

#[tokio::test]
async fn hostile_texts_are_texts() {
    let service = service().await;
    assert_eq!(found(&service, "_").await, [0; 0]);
    for query in ["%", "\\", "%%", "a%", "A_B%C_D", "'; drop table players; --", "\0", "a\0b", "\u{301}", "\u{200b}"] {
        assert_eq!(found(&service, query).await, [0; 0], "{query:?}");
    }
    for query in ["a_b", "b%c", "%c\\", "A_B%C\\D"] {
        assert_eq!(found(&service, query).await, [104], "{query:?}");
    }
    assert_eq!(found(&service, &"🏰".repeat(100)).await, [0; 0]);
    for (query, kind) in [("", "string_too_short"), ("  ", "string_too_short")] {
        let (status, _, body) = ask(&service, query).await;
        assert_eq!((status, &body["detail"][0]["type"]), (422, &json!(kind)), "{query:?}");
    }
    let (status, _, body) = ask(&service, &"🏰".repeat(101)).await;
    assert_eq!((status, &body["detail"][0]["type"]), (422, &json!("string_too_long")));
    let (status, _, body) = ask(&service, "https://www.aoe2insights.com/user/steam/76561198449406083/").await;
    assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["query", "query"])));
    assert!(body["detail"][0]["msg"].as_str().unwrap().contains("Steam id"), "{body}");
}

#[tokio::test]
async fn parameters_are_bounded_and_every_mistake_is_told_at_once() {
    let service = service().await;
    let token = service.token(HOST);
    let of = async |query: &str| service.send("GET", &format!("/v1/accounts{query}"), Some(&token), None, &[]).await;
    let (status, _, body) = of("?limit=0").await;
    assert_eq!(status, 422);
    let locations: Vec<_> = body["detail"].as_array().unwrap().iter().map(|error| error["loc"].clone()).collect();
    assert_eq!(locations, [json!(["query", "limit"]), json!(["query", "query"])]);
    assert_eq!((of("?query=me&limit=21").await.0, of("?query=me&limit=20").await.0), (422, 200));
    assert_eq!(numbers(&of("?query=me&limit=1").await.2), [101]);
}

#[tokio::test]
async fn it_is_for_the_signed_in_alone_and_no_page_of_others_reads_it() {
    let service = service().await;
    let origin = [("origin", "https://elsewhere.example")];
    let (status, _, body) = service.send("GET", "/v1/accounts?query=me", None, None, &[]).await;
    assert_eq!((status, body), (401, json!({"detail": "Not authenticated"})));
    let expired = service.unminted_token(HOST).expired().mint();
    assert_eq!(service.send("GET", "/v1/accounts?query=me", Some(&expired), None, &[]).await.0, 401);
    let (status, headers, _) = ask_from(&service, "me", &origin).await;
    assert_eq!((status, headers["cache-control"].to_str().unwrap()), (200, "private, no-store"));
    assert!(!headers.contains_key("access-control-allow-origin"), "{headers:?}");
}

#[tokio::test]
async fn searches_have_a_limit_of_their_own() {
    let settings = api::Settings { rate_limit_per_minute: 300, ..settings() };
    let service = with(&settings).await;
    let (mut let_through, client) = (0, [("x-forwarded-for", "198.51.100.7")]);
    let refused = loop {
        let (status, headers, _) = ask_from(&service, "herm", &client).await;
        if status != 200 {
            break (status, headers);
        }
        let_through += 1;
    };
    assert!((60..=70).contains(&let_through), "{let_through}");
    assert_eq!(refused.0, 429);
    assert!(refused.1["ratelimit-policy"].to_str().unwrap().contains("accounts"), "{refused:?}");
    assert_eq!(ask(&service, "herm").await.0, 200, "somebody else's searches go on");
}
