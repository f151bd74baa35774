//! The client over a real socket, with an upstream that works but answers oddly.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    super::responder::{Answer, Responder, json as answer, parameter, profiles, refusal, respond},
    *,
};
use crate::Lobbies;

/// The cause of a failure, and the answer with which one account spoils a batch.
type Poison = (&'static str, fn() -> Answer);

/// Every way in which one account has been seen to spoil its batch.
fn poisons() -> Vec<Poison> {
    vec![
        ("http_status", || respond("500 Internal Server Error", "", "")),
        ("http_status", || respond("400 Bad Request", "", "<html>bad request")),
        ("not_json", || respond("200 OK", "", "<html>maintenance</html>")),
        ("not_json", || respond("200 OK", "", "")),
        ("result_code", || refusal("200 OK")),
        ("result_code", || refusal("400 Bad Request")),
        ("wrong_shape", || respond("200 OK", "", r#"{"result":{"code":0}}"#)),
        ("transport", Vec::new),
    ]
}

fn histories(request: &Url) -> Answer {
    let matches: Vec<Value> = profiles(request).iter().map(|id| a_match(1000 + id, 1_780_338_600, &[*id])).collect();
    answer(&json!({"result": {"code": 0}, "matchHistoryStats": matches, "profiles": []}))
}

#[tokio::test]
async fn one_poisoned_account_fails_alone_in_stats_and_histories() {
    for (cause, poison) in poisons() {
        let spoiled = move |good: fn(&Url) -> Answer| {
            move |request: &Url| if profiles(request).contains(&37) { poison() } else { good(request) }
        };
        let responder = Responder::start(spoiled(stats)).await;
        let fetched = client(&responder).personal_stats(&ids(1..=150)).await;
        let failures: Vec<_> = fetched.failures.iter().map(|one| (&one.profiles[..], one.error.cause())).collect();
        assert_eq!((fetched.rows.len(), &failures[..]), (149, &[(&ids(37..=37)[..], cause)][..]));
        assert!(responder.heads().len() <= 2 + 2 * 7, "two for each halving of a hundred");

        let responder = Responder::start(spoiled(histories)).await;
        let fetched = client(&responder).recent_matches(&ids(31..=50), &MatchTypes::default()).await;
        let failures: Vec<_> = fetched.failures.iter().map(|one| (&one.profiles[..], one.error.cause())).collect();
        assert_eq!((fetched.rows.len(), &failures[..]), (19, &[(&ids(37..=37)[..], cause)][..]));
        assert!(responder.heads().len() <= 2 + 2 * 4);
    }
}

#[tokio::test]
async fn three_accounts_are_still_read_beside_a_poisoned_fourth() {
    for (cause, poison) in poisons() {
        let responder = Responder::start(move |request| match profiles(request)[..] {
            [] => answer(&json!({"result": {"code": 0}, "matches": []})),
            ref asked if asked.contains(&4) => poison(),
            _ => stats(request),
        })
        .await;
        let relic = client(&responder);
        let first = relic.personal_stats(&ids(1..=4)).await;
        relic.lobbies(&MatchTypes::default()).await.unwrap();
        for _ in 0..2 {
            let later = relic.personal_stats(&ids(1..=4)).await;
            let failures: Vec<_> = later.failures.iter().map(|one| (&one.profiles[..], one.error.cause())).collect();
            assert_eq!((later.rows.len(), &failures[..]), (3, &[(&ids(4..=4)[..], cause)][..]));
        }
        let is_explained = cause == "result_code";
        assert_eq!(
            first.rows.len(),
            if is_explained { 3 } else { 0 },
            "until another endpoint answers, the server counts as failing"
        );
    }
}

#[tokio::test]
async fn batches_are_not_halved_once_the_server_goes_away() {
    let is_away: &'static AtomicBool = Box::leak(Box::default());
    let responder = Responder::start(|request| match parameter(request, "profile_ids") {
        _ if is_away.load(Ordering::SeqCst) => respond("500 Internal Server Error", "", ""),
        None => answer(&json!({"result": {"code": 0}, "matches": []})),
        Some(_) => stats(request),
    })
    .await;
    let relic = client(&responder);
    assert_eq!(relic.personal_stats(&ids(1..=4)).await.rows.len(), 4);
    relic.lobbies(&MatchTypes::default()).await.unwrap();
    is_away.store(true, Ordering::SeqCst);
    let before = responder.heads().len();
    for _ in 0..3 {
        assert_eq!(relic.personal_stats(&ids(1..=4)).await.failures.len(), 1);
        relic.lobbies(&MatchTypes::default()).await.unwrap_err();
    }
    assert_eq!(responder.heads().len() - before, 6);
    is_away.store(false, Ordering::SeqCst);
    assert_eq!(relic.personal_stats(&ids(1..=4)).await.rows.len(), 4);
}

#[tokio::test]
async fn reading_stops_when_a_page_repeats() {
    let responder = Responder::start(|_| {
        let page: Vec<Value> = (1..=100).map(|id| json!({"id": id, "matchtype_id": 0})).collect();
        answer(&json!({"result": {"code": 0}, "matches": page}))
    })
    .await;
    let all = client(&responder).lobbies(&MatchTypes::default()).await.unwrap();
    assert_eq!((all.lobbies.len(), responder.heads().len()), (100, 2));
}

/// Two pages, of which the first has `row` in place of its 50th lobby.
async fn with_broken_lobby(row: &'static str) -> (Result<Lobbies, Error>, usize) {
    let responder = Responder::start(move |request| {
        let page = |range: std::ops::Range<i64>| {
            let lobby = |id| match id {
                50 => row.to_owned(),
                id => format!(r#"{{"id":{id},"description":"fine","matchtype_id":0,"matchmembers":[]}}"#),
            };
            let rows: Vec<String> = range.map(lobby).collect();
            format!(r#"{{"result":{{"code":0}},"matches":[{}],"avatars":[]}}"#, rows.join(","))
        };
        let page = match parameter(request, "start").as_deref() {
            Some("0") => page(1..101),
            Some("90") => page(91..121),
            _ => page(0..0),
        };
        respond("200 OK", "", page)
    })
    .await;
    let lobbies = client(&responder).lobbies(&MatchTypes::default()).await;
    (lobbies, responder.heads().len())
}

#[tokio::test]
async fn an_unescaped_title_does_not_hide_other_lobbies() {
    for title in ["a\tb\u{1}", r"C:\games", r"\u12 \ud83d", "\u{0}"] {
        let row = format!(r#"{{"id":50,"description":"{title}","matchtype_id":0,"matchmembers":[]}}"#);
        let (lobbies, requests) = with_broken_lobby(row.leak()).await;
        let lobbies = lobbies.unwrap();
        assert_eq!((lobbies.lobbies.len(), requests), (120, 2), "{title}");
        assert!(lobbies.unread.is_empty() && !lobbies.has_unknown);
    }
}

#[tokio::test]
async fn an_unreadable_lobby_is_dropped_alone_and_not_taken_for_gone() {
    for row in [
        r#"{"id":50,"description":"a "fine" title","matchtype_id":0,"matchmembers":[]}"#,
        r#"{"id":50,"description":"an odd quote "","matchtype_id":0,"matchmembers":[]}"#,
        r#"{"id":50,"description":"fine","matchtype_id":NaN,"matchmembers":[]}"#,
        r#"{"id":50,"description":"fine","matchtype_id":"none"}"#,
    ] {
        let lobbies = with_broken_lobby(row).await.0.unwrap();
        assert_eq!(lobbies.lobbies.len(), 119, "{row}");
        assert_eq!((lobbies.unread, lobbies.has_unknown), (BTreeSet::from([domain::id::MatchId(50)]), false), "{row}");
        assert_eq!(lobbies.dropped, 1);
    }
    for row in ["7", r#"{"description":"a "fine" title","matchtype_id":0}"#, r#"{"id":null,"matchtype_id":0}"#] {
        let lobbies = with_broken_lobby(row).await.0.unwrap();
        assert_eq!((lobbies.lobbies.len(), lobbies.has_unknown), (119, true), "{row}");
    }
    assert!(!with_broken_lobby("null").await.0.unwrap().has_unknown, "no lobby at all");
}

#[tokio::test]
async fn a_truncated_page_is_an_error() {
    let responder = Responder::start(|_| {
        let lobby = r#"{"id":50,"matchtype_id":0,"matchmembers":[]}"#;
        respond("200 OK", "", format!(r#"{{"result":{{"code":0}},"matches":[{lobby},{lobby},{{"id":51"#))
    })
    .await;
    let error = client(&responder).lobbies(&MatchTypes::default()).await.unwrap_err();
    assert_eq!(error.cause(), "not_json");
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let responder = Responder::start(|request| match &stats(request)[..] {
        [super::super::responder::Step::Send(bytes)] => {
            let text = String::from_utf8(bytes.clone()).unwrap();
            respond("200 OK", "", format!("\u{feff}{}", text.split_once("\r\n\r\n").unwrap().1))
        }
        _ => vec![],
    })
    .await;
    assert_eq!(client(&responder).personal_stats(&ids(1..=3)).await.rows.len(), 3);
}

/// One account's history, with this list.
async fn history_of(list: Value) -> BatchResult<domain::matches::Match> {
    let responder =
        Responder::start(move |_| answer(&json!({"result": {"code": 0}, "matchHistoryStats": list, "profiles": []})))
            .await;
    client(&responder).recent_matches(&ids(1..=1), &MatchTypes::default()).await
}

#[tokio::test]
async fn small_answers_are_not_drift() {
    let lacking = a_match(900, 1_780_338_600, &[]);
    for list in [json!([lacking]), json!([null]), json!([]), Value::Null, json!([{"id": null}])] {
        assert_eq!(history_of(list.clone()).await.failures, [], "{list}");
    }
    let responder = Responder::start(|_| {
        let groups = json!([{"id": 1, "type": 1, "members": [{"profile_id": 1}]}]);
        answer(&json!({"result": {"code": 0}, "statGroups": groups, "leaderboardStats": null}))
    })
    .await;
    let fetched = client(&responder).personal_stats(&ids(1..=1)).await;
    assert_eq!((fetched.rows.len(), fetched.failures), (1, vec![]));
}

#[tokio::test]
async fn unreadable_rows_are_drift_if_such_rows_used_to_be_readable() {
    let renamed = json!({"match": 900, "kind": 6});
    let drift = Error::WrongShape { lacks: "a usable match" };
    assert_eq!(history_of(json!([renamed])).await.failures, [], "one row is not much");
    let many = history_of(json!([renamed, renamed])).await;
    assert_eq!(many.failures, [Failure { profiles: ids(1..=1), error: drift.clone() }]);

    let is_renamed: &'static AtomicBool = Box::leak(Box::default());
    let responder = Responder::start(move |_| {
        let row = if is_renamed.load(Ordering::SeqCst) { renamed.clone() } else { a_match(900, 0, &[1]) };
        answer(&json!({"result": {"code": 0}, "matchHistoryStats": [row], "profiles": []}))
    })
    .await;
    let relic = client(&responder);
    for (renamed, failures) in [(false, 0), (true, 1), (true, 1), (false, 0)] {
        is_renamed.store(renamed, Ordering::SeqCst);
        let fetched = relic.recent_matches(&ids(1..=1), &MatchTypes::default()).await;
        assert_eq!((fetched.failures.len(), fetched.rows.len()), (failures, 1 - failures));
    }
}
