//! The effects of writes to teams, members and captains.

use serde_json::{Value, json};

use super::fixture::{CUP, Fixture};

/// The members of the cup's teams: team, entry, and whether it is the captain.
async fn members(fixture: &Fixture) -> Value {
    let query = "select team_id as team, tournament_player_id as entry, is_captain as captain from team_members m
        join tournaments t on t.id = m.tournament_id where slug = 'cup' order by 1, 2";
    fixture.stored(query).await
}

#[tokio::test]
async fn a_team_is_created_renamed_and_deleted() {
    let fixture = Fixture::set().await;
    let teams = format!("{CUP}/teams");
    let (status, headers, team) =
        fixture.host_with_headers("POST", &teams, json!({"name": "Whites", "initials": "W"})).await;
    assert_eq!(status, 201);
    let at = format!("{teams}/{}", team["id"]);
    assert_eq!(headers["location"].to_str().unwrap(), at);
    assert_eq!(team, json!({"id": team["id"], "tournament_id": fixture.cup, "name": "Whites", "initials": "W"}));
    let mut expected = team.clone();
    for (field, value) in [("name", "Snow"), ("initials", "SNOW")] {
        expected[field] = json!(value);
        let mut body = json!({});
        body[field] = json!(value);
        assert_eq!(fixture.host("PATCH", &at, body).await, (200, expected.clone()), "{field} alone changes");
    }
    let twin = fixture.host("POST", &teams, json!({"name": "Snow", "initials": "SNOW"})).await;
    assert_eq!(twin.0, 409, "{}", twin.1);
    assert_eq!(fixture.host("DELETE", &at, Value::Null).await.0, 204);
    for (method, body) in [("DELETE", Value::Null), ("PATCH", json!({}))] {
        assert_eq!(fixture.host(method, &at, body.clone()).await.0, 404);
        assert_eq!(fixture.host(method, &format!("{teams}/{}", fixture.greens), body).await.0, 404, "another cup's");
    }
}

#[tokio::test]
async fn a_deleted_teams_members_stay_on_the_roster() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.host("DELETE", &format!("{CUP}/teams/{}", fixture.reds), Value::Null).await.0, 204);
    assert_eq!(members(&fixture).await, json!([]));
    assert_eq!(fixture.see(&format!("{CUP}/players/101")).await["name"], "Anna");
}

#[tokio::test]
async fn an_entry_is_on_one_team_by_either_of_its_numbers() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let on = |team: domain::id::TeamId| format!("{CUP}/teams/{team}/members");
    let (status, headers, _) =
        fixture.host_with_headers("POST", &on(blues), json!({"tournament_player_id": guest})).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (204, format!("{}/{guest}", on(blues)).as_str()));
    let before = fixture.digest().await;
    for (team, body, expected) in [
        (blues, json!({"tournament_player_id": guest}), 409),
        (reds, json!({"tournament_player_id": guest}), 409),
        (blues, json!({"tournament_player_id": anna}), 409),
        (blues, json!({"profile_id": 101}), 409),
        (blues, json!({"tournament_player_id": 101}), 409),
        (blues, json!({"tournament_player_id": fixture.bert}), 404),
        (blues, json!({"profile_id": 102}), 404),
        (blues, json!({"profile_id": 999_999}), 404),
        (fixture.greens, json!({"tournament_player_id": guest}), 404),
    ] {
        assert_eq!(fixture.host("POST", &on(team), body.clone()).await.0, expected, "{team} {body}");
    }
    for id in ["102", "999999", &fixture.spare.to_string(), &anna.to_string()] {
        assert_eq!(fixture.host("DELETE", &format!("{}/{id}", on(blues)), Value::Null).await.0, 404, "{id}");
    }
    assert_eq!(fixture.digest().await, before);
    assert_eq!(fixture.host("DELETE", &format!("{}/101", on(reds)), Value::Null).await.0, 204);
    assert_eq!(fixture.host("DELETE", &format!("{}/101", on(reds)), Value::Null).await.0, 404);
    assert_eq!(fixture.host("POST", &on(blues), json!({"profile_id": 101})).await.0, 204, "free to go elsewhere");
    let both =
        json!([{"team": blues, "entry": anna, "captain": false}, {"team": blues, "entry": guest, "captain": false}]);
    assert_eq!(members(&fixture).await, both, "and no captain any longer");
}

#[tokio::test]
async fn a_team_has_one_captain_at_a_time() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds) = (fixture.anna, fixture.guest, fixture.reds);
    let captain = format!("{CUP}/teams/{reds}/captain");
    let set = async |body: Value| fixture.host("PATCH", &captain, body).await.0;
    assert_eq!(set(json!({"tournament_player_id": guest})).await, 404, "not a member");
    assert_eq!(set(json!({"tournament_player_id": fixture.bert})).await, 404);
    let join = json!({"tournament_player_id": guest});
    assert_eq!(fixture.host("POST", &format!("{CUP}/teams/{reds}/members"), join.clone()).await.0, 204);
    let are = |anna_is: bool, guest_is: bool| json!([{"team": reds, "entry": anna, "captain": anna_is}, {"team": reds, "entry": guest, "captain": guest_is}]);
    assert_eq!(members(&fixture).await, are(true, false));
    for (body, anna_is, guest_is) in [
        (join.clone(), false, true),
        (join, false, true),
        (json!({"profile_id": 101}), true, false),
        (json!({"tournament_player_id": 101}), true, false),
    ] {
        assert_eq!(set(body.clone()).await, 204, "{body}");
        assert_eq!(members(&fixture).await, are(anna_is, guest_is), "{body}");
    }
    for _ in 0..2 {
        assert_eq!(fixture.host("DELETE", &captain, Value::Null).await.0, 204, "also when there is none");
        assert_eq!(members(&fixture).await, are(false, false));
    }
    let lost = format!("{CUP}/teams/{}/captain", fixture.greens);
    assert_eq!(fixture.host("DELETE", &lost, Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_member_moves_in_one_step_and_is_no_captain_any_longer() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let at = |team: domain::id::TeamId, id: &str| format!("{CUP}/teams/{team}/members/{id}");
    let to = |team: domain::id::TeamId| json!({"team_id": team});
    let before = fixture.digest().await;
    for (path, body, detail) in [
        (at(reds, &guest.to_string()), to(blues), "Player is not a member of this team"),
        (at(blues, &anna.to_string()), to(reds), "Player is not a member of this team"),
        (at(reds, &fixture.bert.to_string()), to(blues), "Player is not a member of this team"),
        (at(reds, "999999"), to(blues), "Player is not a member of this team"),
        (at(reds, &anna.to_string()), to(fixture.greens), "Team not found"),
        (at(reds, &anna.to_string()), json!({"team_id": 999_999}), "Team not found"),
        (at(fixture.greens, &fixture.bert.to_string()), to(blues), "Team not found"),
    ] {
        assert_eq!(fixture.host("PATCH", &path, body).await, (404, json!({"detail": detail})), "{path}");
    }
    assert_eq!(fixture.host("PATCH", &at(reds, "101"), to(reds)).await.0, 204);
    assert_eq!(fixture.digest().await, before, "who stays keeps the captaincy, too");
    for (path, to, team) in [(at(reds, "101"), to(blues), blues), (at(blues, &anna.to_string()), to(reds), reds)] {
        assert_eq!(fixture.host("PATCH", &path, to).await, (204, Value::Null), "{path}");
        assert_eq!(members(&fixture).await, json!([{"team": team, "entry": anna, "captain": false}]));
    }
    assert_eq!(fixture.host("DELETE", &format!("{CUP}/teams/{reds}/captain"), Value::Null).await.0, 204);
}

#[tokio::test]
async fn who_moves_in_takes_no_captain_s_place_and_is_seen_with_the_new_team() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let member = json!({"tournament_player_id": guest});
    assert_eq!(fixture.host("POST", &format!("{CUP}/teams/{blues}/members"), member.clone()).await.0, 204);
    assert_eq!(fixture.host("PATCH", &format!("{CUP}/teams/{blues}/captain"), member).await.0, 204);
    let (path, body) = (format!("{CUP}/teams/{reds}/members/{anna}"), json!({"team_id": blues}));
    assert_eq!(fixture.host("PATCH", &path, body).await.0, 204);
    let both =
        json!([{"team": blues, "entry": anna, "captain": false}, {"team": blues, "entry": guest, "captain": true}]);
    assert_eq!(members(&fixture).await, both);
    let table = fixture.see(&format!("{CUP}/teams/standings")).await;
    let size = |name: &str| {
        table["items"].as_array().unwrap().iter().find(|team| team["name"] == name).map(|team| &team["member_count"])
    };
    assert_eq!((size("Reds"), size("Blues")), (Some(&json!(0)), Some(&json!(2))));
}
