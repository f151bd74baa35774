//! Which entry a body means that names it by its own number, by its account's, or by both.

use serde_json::{Value, json};

use super::fixture::{CUP, Fixture, places};

#[tokio::test]
async fn an_entry_that_is_named_by_two_numbers_is_one_entry() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let members = format!("{CUP}/teams/{blues}/members");
    let captain = |team: domain::id::TeamId| format!("{CUP}/teams/{team}/captain");
    let (own, account) = (json!(["body", "tournament_player_id"]), json!(["body", "profile_id"]));
    let before = fixture.digest().await;
    for (method, path) in [("POST", &members), ("PATCH", &captain(reds))] {
        for (body, wrong) in [
            (json!({"tournament_player_id": "x", "profile_id": 101}), vec![&own]),
            (json!({"tournament_player_id": 0, "profile_id": 101}), vec![&own]),
            (json!({"tournament_player_id": 1.5, "profile_id": true}), vec![&account, &own]),
            (json!({"tournament_player_id": anna, "profile_id": -1}), vec![&account]),
            (json!({"profile_id": "x"}), vec![&account]),
            (json!({"profile_id": null}), vec![&own]),
            (json!({"tournament_player_id": anna, "profile_id": 102}), vec![&account]),
            (json!({"tournament_player_id": guest, "profile_id": 101}), vec![&account]),
            (json!({"tournament_player_id": 101, "profile_id": guest}), vec![&account]),
        ] {
            let (status, said) = fixture.host(method, path, body.clone()).await;
            let told = places(&said);
            assert_eq!((status, told.iter().collect::<Vec<_>>()), (422, wrong), "{method} {path} {body}: {said}");
        }
    }
    assert_eq!(fixture.digest().await, before);
    let member = format!("{CUP}/teams/{reds}/members/{anna}");
    assert_eq!(fixture.host("DELETE", &member, Value::Null).await.0, 204);
    let both = json!({"tournament_player_id": anna, "profile_id": 101});
    assert_eq!(fixture.host("POST", &members, both.clone()).await, (204, Value::Null));
    assert_eq!(fixture.host("PATCH", &captain(blues), both).await, (204, Value::Null));
}
