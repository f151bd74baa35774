//! Single accounts, by number or exact name.

use super::*;

fn named(alias: &str) -> AccountKey {
    AccountKey::Alias(alias.to_owned())
}

#[tokio::test]
async fn a_name_is_sent_as_it_is_and_every_account_of_it_is_told() {
    let responder = Responder::start(|request| {
        let aliases = parameter(request, "aliases").unwrap();
        assert_eq!(aliases, r#"["a\"b\\c %&[] 老虎 🏰"]"#);
        assert_eq!(parameter(request, "profile_ids"), None);
        let groups = json!([
            {"id": 1, "members": [{"profile_id": 5}]},
            {"id": 2, "members": [{"profile_id": 6}]},
            null,
        ]);
        answer(&json!({"result": {"code": 0}, "statGroups": groups, "leaderboardStats": []}))
    })
    .await;
    let told = client(&responder).accounts(&named("a\"b\\c %&[] 老虎 🏰")).await.unwrap();
    assert_eq!(told.iter().map(|stats| stats.player.profile_id.0).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(responder.heads().len(), 1);
}

#[tokio::test]
async fn of_a_number_no_other_account_is_told() {
    let responder = Responder::start(|_| {
        let groups = json!([{"id": 1, "members": [{"profile_id": 5}]}, {"id": 2, "members": [{"profile_id": 6}]}]);
        answer(&json!({"result": {"code": 0}, "statGroups": groups, "leaderboardStats": []}))
    })
    .await;
    let told = client(&responder).accounts(&AccountKey::Number(ProfileId(6))).await.unwrap();
    assert_eq!(told.iter().map(|stats| stats.player.profile_id.0).collect::<Vec<_>>(), [6]);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_an_answer_and_other_refusals_are_none() {
    for status in ["200 OK", "404 Not Found"] {
        let responder = Responder::start(move |_| refusal(status)).await;
        assert_eq!(client(&responder).accounts(&named("nobody")).await, Ok(Vec::new()), "{status}");
    }
    let responder = Responder::start(|_| answer(&json!({"result": {"code": 7, "message": "BUSY"}}))).await;
    assert_eq!(client(&responder).accounts(&named("x")).await.unwrap_err().cause(), "result_code");
    let responder = Responder::start(|_| answer(&json!({"result": {"code": 0}}))).await;
    assert_eq!(client(&responder).accounts(&named("x")).await.unwrap_err().cause(), "wrong_shape");
    let responder = Responder::start(|_| answer(&json!({"statGroups": []}))).await;
    assert!(client(&responder).accounts(&named("x")).await.is_err(), "what is cut short is no answer");
}
