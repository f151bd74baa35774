//! Texts instead of an error: what is not there is said in a sentence, and so is a refusal unless JSON is asked for.

use tests::{Service, service::settings};

use super::{
    super::{
        ask::get,
        fixture::{CUP, cup},
    },
    cup_without_anybody, line, played_cup,
};

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let (service, _) = played_cup().await;
    cup_without_anybody(&service).await;
    let nowhere = "No tournament nope here.";
    for (path, expected) in [
        ("cup/text/player?name=zebra", "No player called zebra in The cup tournament."),
        ("cup/text/player?name=r", "\"r\" may be 2 players: Bert, Carl"),
        ("cup/text/player", "Which player of The cup tournament? Add a name."),
        ("cup/text/player?name=%00%0a", "Which player of The cup tournament? Add a name."),
        ("cup/text/team?name=greens", "No team called greens in The cup tournament."),
        ("cup/text/standings?top=0", "How many places? Take top=5, or another number from 1 on."),
        ("cup/text/standings?top=-1", "How many places? Take top=5, or another number from 1 on."),
        ("cup/text/standings?top=many", "How many places? Take top=5, or another number from 1 on."),
        ("cup/text/rank", "No text rank here: there are standings, leader, player, team, live, next and series."),
        ("nope/text/standings", nowhere),
        ("nope/text/standings?top=1", nowhere),
        ("nope/text/leader", nowhere),
        ("nope/text/player?name=anna", nowhere),
        ("nope/text/team", nowhere),
        ("nope/text/live", nowhere),
        ("nope/text/next", nowhere),
        ("%2Fban%20%40everyone%0d%0a%E2%80%AE/text/next", "No tournament /ban ＠everyone here."),
    ] {
        let answer = get(&service, &format!("/v1/tournaments/{path}"), &[]).await;
        assert_eq!(line(&answer), expected, "{path}");
        assert_eq!((answer.header("cache-control"), answer.header("etag")), (Some("no-store"), None), "{path}");
    }
    for (path, expected) in [
        ("standings", "Nobody is entered in The empty tournament yet."),
        ("leader", "Nobody is entered in The empty tournament yet."),
        ("player?name=anna", "There is no player in The empty tournament yet."),
        ("team?name=reds", "There is no team in The empty tournament yet."),
        ("next", "The empty tournament has no dates yet."),
    ] {
        assert_eq!(line(&get(&service, &format!("/v1/tournaments/empty/text/{path}"), &[]).await), expected);
    }
}

#[tokio::test]
async fn a_refusal_is_a_sentence_too_unless_json_is_asked_for() {
    let service = Service::start_with_settings(&api::Settings { rate_limit_per_minute: 3, ..settings() }).await;
    cup(&service, &[("Anna", None)]).await;
    let from = async |client: &str, headers: &[(&str, &str)]| {
        let headers: Vec<_> = [("x-forwarded-for", client)].into_iter().chain(headers.iter().copied()).collect();
        get(&service, &format!("{CUP}/text/leader"), &headers).await
    };
    service.settle().await;
    service.proxy.shut();
    let away = from("10.0.0.1", &[]).await;
    service.proxy.open();
    assert_eq!((away.status, away.header("retry-after").is_some()), (503, true));
    assert_eq!(String::from_utf8(away.body).unwrap(), "Service temporarily unavailable.");
    for _ in 0..3 {
        from("10.0.0.2", &[]).await;
    }
    let plain = Some("text/plain; charset=utf-8");
    for (accept, content_type) in [
        ("*/*", plain),
        ("application/json, text/plain, */*", plain),
        ("TEXT/PLAIN", plain),
        ("text/plain;q=0, application/json", Some("application/json")),
        ("application/problem+json;q=0", Some("application/json")),
        ("application/json", Some("application/json")),
        ("application/problem+json", Some("application/problem+json")),
    ] {
        let refused = from("10.0.0.2", &[("accept", accept)]).await;
        assert_eq!((refused.status, refused.header("content-type")), (429, content_type), "{accept}");
    }
    assert_eq!(from("10.0.0.2", &[]).await.body, b"Too many requests.");
}
