//! The effects of writes to rosters.

use serde_json::{Value, json};
use sim::{Ladder, Profile, ProfileId};

use super::fixture::{CUP, Fixture};

const PLAYERS: &str = "/v1/tournaments/cup/players";

/// Adds an entry and returns where it is.
async fn add(fixture: &Fixture, body: Value) -> String {
    let (status, headers, said) = fixture.host_with_headers("POST", PLAYERS, body).await;
    assert_eq!(status, 204, "{said}");
    headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_entry_is_there_at_once_under_its_location() {
    let fixture = Fixture::set().await;
    let at = add(&fixture, json!({"name": "Zoe", "profile_id": 105, "presentation": {"flag": "de"}})).await;
    let id: i64 = at.strip_prefix("/v1/tournaments/cup/players/").unwrap().parse().unwrap();
    assert!(id >= 10_000_000_000, "{id}");
    let zoe = fixture.see(&at).await;
    assert_eq!((&zoe["tournament_player_id"], &zoe["profile_id"]), (&json!(id), &json!(105)));
    assert_eq!((&zoe["name"], &zoe["presentation"]), (&json!("Zoe"), &json!({"flag": "de"})));
    assert_eq!(fixture.see(&format!("{PLAYERS}/105")).await, zoe, "either number will do");
    // Linked entries are not in the list until they are polled; others are, for the host at once.
    add(&fixture, json!({"name": "Yan"})).await;
    let names =
        |list: &Value| list["items"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
    let expected = ["Guest", "Spare", "Yan"];
    assert_eq!(names(&fixture.see(PLAYERS).await), expected);
    fixture.service.eventually(PLAYERS, |list| names(list) == expected).await;
}

#[tokio::test]
async fn an_account_alone_is_named_as_it_calls_itself_or_by_its_number() {
    let fixture = Fixture::set().await;
    fixture.service.sim.world(|world| {
        let day_before = world.now() - 86_400;
        world.add_profile(Profile::new(ProfileId(102), "Bert the Great").rated(Ladder::SoloRm, 1_500, day_before));
    });
    fixture.service.poll_all().await;
    for (profile, name) in [(102, "Bert the Great"), (105, "105")] {
        let at = add(&fixture, json!({"profile_id": profile})).await;
        assert_eq!(fixture.see(&at).await["name"], name);
    }
    let (status, _) = fixture.host("POST", PLAYERS, json!({"profile_id": 106, "name": null})).await;
    assert_eq!(status, 422, "a name is left out, not null");
}

#[tokio::test]
async fn names_and_accounts_are_on_a_roster_once() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    for body in [json!({"name": "Anna"}), json!({"name": "New", "profile_id": 101}), json!({"profile_id": 101})] {
        assert_eq!(fixture.host("POST", PLAYERS, body.clone()).await.0, 409, "{body}");
    }
    let guest = format!("{PLAYERS}/{}", fixture.guest);
    assert_eq!(fixture.host("PATCH", &guest, json!({"profile_id": 101})).await.0, 409);
    assert_eq!(fixture.digest().await, before);
    assert_eq!(
        fixture.host("POST", PLAYERS, json!({"name": "Bert", "profile_id": 102})).await.0,
        204,
        "of another cup"
    );
}

#[tokio::test]
async fn an_entry_is_linked_once_and_its_bag_replaced() {
    let fixture = Fixture::set().await;
    let guest = format!("{PLAYERS}/{}", fixture.guest);
    for (body, expected) in [
        (json!({"presentation": {"a": 1, "b": 2}}), 204),
        (json!({"profile_id": 105}), 204),
        (json!({"profile_id": 105}), 422),
        (json!({"profile_id": 106, "presentation": {"lost": true}}), 422),
        (json!({}), 204),
    ] {
        assert_eq!(fixture.host("PATCH", &guest, body.clone()).await.0, expected, "{body}");
    }
    let seen = fixture.see(&guest).await;
    assert_eq!((&seen["profile_id"], &seen["presentation"]), (&json!(105), &json!({"a": 1, "b": 2})));
    assert_eq!(seen["name"], "Guest");
    assert_eq!(fixture.host("PATCH", &format!("{PLAYERS}/105"), json!({"presentation": {"c": 3}})).await.0, 204);
    assert_eq!(fixture.see(&guest).await["presentation"], json!({"c": 3}), "replaced, not merged; by its account");
}

#[tokio::test]
async fn who_leaves_the_roster_leaves_the_team() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.host("DELETE", &format!("{PLAYERS}/101"), Value::Null).await.0, 204);
    assert_eq!(fixture.host("GET", &format!("{PLAYERS}/101"), Value::Null).await.0, 404);
    let members = format!("select * from team_members where team_id = {}", fixture.reds);
    assert_eq!(fixture.stored(&members).await, json!([]));
    for id in [101, fixture.anna.0, fixture.bert.0, 102] {
        for method in ["DELETE", "PATCH"] {
            let body = if method == "PATCH" { json!({}) } else { Value::Null };
            let (status, said) = fixture.host(method, &format!("{PLAYERS}/{id}"), body).await;
            let missing = json!({"detail": "Player not found in this tournament"});
            assert_eq!((status, said), (404, missing), "{method} {id}");
        }
    }
}

#[tokio::test]
async fn a_roster_has_a_hundred_rows() {
    let fixture = Fixture::set().await;
    fixture
        .service
        .database
        .run(
            "insert into tournament_players (tournament_id, name) select t.id, 'No ' || n
            from tournaments t, generate_series(1, 96) n where slug = 'cup'",
        )
        .await;
    add(&fixture, json!({"name": "The hundredth"})).await;
    let before = fixture.digest().await;
    let (status, said) = fixture.host("POST", PLAYERS, json!({"name": "One too many"})).await;
    assert_eq!(status, 422, "{said}");
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn what_goes_with_a_tournament_and_what_stays() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.host("DELETE", CUP, Value::Null).await.0, 204);
    for table in ["tournament_owners", "tournament_players", "teams", "team_members"] {
        let left = format!("select distinct tournament_id as id from {table}");
        assert_eq!(fixture.stored(&left).await, json!([{"id": fixture.other}]), "{table}");
    }
    assert_eq!(fixture.stored("select match_id from matches").await, json!([{"match_id": 501}]));
    assert_eq!(fixture.see("/v1/me").await["owned_tournaments"], json!([]));
    fixture.service.settle().await;
    assert_eq!(fixture.service.get_any(CUP).await.0, 404);
}
