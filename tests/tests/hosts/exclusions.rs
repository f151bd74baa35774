//! Excluding matches: which ones, for what reasons, and what comes of repeating it.

use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::fixture::{CUP, Fixture, places};

/// The match that Anna played.
const PLAYED: &str = "/v1/tournaments/cup/exclusions/501";

fn because(reason: &str) -> Value {
    json!({"reason": reason})
}

async fn excluded(fixture: &Fixture) -> Value {
    let columns = "match_id as match, reason, excluded_by as by, tournament_id as cup";
    fixture.stored(&format!("select {columns} from match_exclusions order by match_id")).await
}

#[tokio::test]
async fn a_match_of_the_roster_is_excluded_and_counts_again() {
    let fixture = Fixture::set().await;
    let (status, headers, body) = fixture.host_with_headers("PUT", PLAYED, because("It was restarted.")).await;
    assert_eq!((status, body, headers.get("location")), (204, Value::Null, None));
    let row = json!({"match": 501, "reason": "It was restarted.", "by": HOST, "cup": fixture.cup});
    assert_eq!(excluded(&fixture).await, json!([row]));
    let listed = fixture.see(&format!("{CUP}/exclusions")).await;
    let (items, mut item) = (listed["items"].as_array().unwrap().len(), listed["items"][0].clone());
    assert!(item["excluded_at"].take().as_str().unwrap().ends_with('Z'));
    let shown = json!({"match_id": 501, "reason": "It was restarted.", "excluded_by": HOST, "excluded_at": null});
    assert_eq!((&listed["last_polled_at"], items, item), (&Value::Null, 1, shown));
    assert_eq!(fixture.host("DELETE", PLAYED, Value::Null).await, (204, Value::Null));
    assert_eq!(fixture.host("DELETE", PLAYED, Value::Null).await, (404, json!({"detail": "Exclusion not found"})));
    let none = json!({"last_polled_at": null, "items": []});
    assert_eq!((excluded(&fixture).await, fixture.see(&format!("{CUP}/exclusions")).await), (json!([]), none));
}

#[tokio::test]
async fn repeating_it_changes_nothing_and_another_reason_replaces_the_first() {
    let fixture = Fixture::set().await;
    let other = fixture.service.token(RIVAL);
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    assert_eq!(fixture.host("PUT", PLAYED, because("One.")).await.0, 204);
    let before = fixture.digest().await;
    for user in [HOST, RIVAL] {
        let token = fixture.service.token(user);
        assert_eq!(fixture.service.send("PUT", PLAYED, Some(&token), Some(because("One.")), &[]).await.0, 204);
        assert_eq!(fixture.digest().await, before, "neither who, nor when, nor a nudge");
    }
    let nudges = fixture.stored("select max(id) as last from nudges").await[0]["last"].as_i64().unwrap();
    assert_eq!(fixture.service.send("PUT", PLAYED, Some(&other), Some(because("Two.")), &[]).await.0, 204);
    let row = json!({"match": 501, "reason": "Two.", "by": RIVAL, "cup": fixture.cup});
    assert_eq!(excluded(&fixture).await, json!([row]));
    let said = fixture.stored(&format!("select event from nudges where id > {nudges} order by event")).await;
    assert_eq!(said, json!([{"event": "matches"}, {"event": "series"}]), "no table shows the reason");
}

#[tokio::test]
async fn only_a_match_in_which_the_roster_plays_can_be_excluded() {
    let fixture = Fixture::set().await;
    let foreign = "insert into matches
        select n, 6, 3, 'Arabia', null, now(), null, 'staging', now() from generate_series(601, 602) n";
    fixture.service.database.run(foreign).await;
    fixture.service.database.run("insert into live_match_players values (601, 101, 5, 0), (602, 102, 5, 0)").await;
    let before = fixture.digest().await;
    for id in ["602", "1", "0", "-1", "9223372036854775807"] {
        let refused = fixture.host("PUT", &format!("{CUP}/exclusions/{id}"), because("Why not?")).await;
        assert_eq!(refused, (404, json!({"detail": "Match not found"})), "{id}");
        let unknown = fixture.host("DELETE", &format!("{CUP}/exclusions/{id}"), Value::Null).await;
        assert_eq!(unknown, (404, json!({"detail": "Exclusion not found"})), "{id}");
    }
    for id in ["x", "1.5", "9223372036854775808", "%00"] {
        let (status, said) = fixture.host("PUT", &format!("{CUP}/exclusions/{id}"), because("Why not?")).await;
        assert_eq!((status, places(&said)), (422, vec![json!(["path", "match_id"])]), "{id}");
    }
    assert_eq!(fixture.digest().await, before);
    assert_eq!(fixture.host("PUT", &format!("{CUP}/exclusions/601"), because("A lobby.")).await.0, 204);
}

#[tokio::test]
async fn a_match_stays_excluded_when_its_entry_leaves_and_can_still_be_included() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.host("PUT", PLAYED, because("One.")).await.0, 204);
    assert_eq!(fixture.host("DELETE", &format!("{CUP}/players/{}", fixture.anna), Value::Null).await.0, 204);
    assert_eq!(fixture.host("PUT", PLAYED, because("Two.")).await.0, 204, "its reason can still be corrected");
    assert_eq!(fixture.see(&format!("{CUP}/exclusions")).await["items"][0]["reason"], "Two.");
    assert_eq!(fixture.host("DELETE", PLAYED, Value::Null).await.0, 204);
    let gone = fixture.host("PUT", PLAYED, because("Three.")).await;
    assert_eq!(gone, (404, json!({"detail": "Match not found"})));
}

#[tokio::test]
async fn a_reason_has_one_to_five_hundred_characters() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let long = "ü".repeat(501);
    for body in [
        json!({}),
        json!({"reason": null}),
        json!({"reason": ""}),
        json!({"reason": long}),
        json!({"reason": 7}),
        json!({"reason": ["A restart."]}),
        json!({"reason": "nul \u{0}"}),
    ] {
        let (status, said) = fixture.host("PUT", PLAYED, body.clone()).await;
        assert_eq!((status, places(&said)), (422, vec![json!(["body", "reason"])]), "{body}");
    }
    assert_eq!(fixture.digest().await, before);
    let hostile = "<script>alert(1)</script> \u{202e} '; drop table matches; --";
    for reason in [hostile, "x", &"ü".repeat(500)] {
        assert_eq!(fixture.host("PUT", PLAYED, because(reason)).await.0, 204);
        assert_eq!(fixture.see(&format!("{CUP}/exclusions")).await["items"][0]["reason"], reason);
    }
}

#[tokio::test]
async fn each_tournament_has_its_own() {
    let fixture = Fixture::set().await;
    let path = "/v1/tournaments/other/players";
    let token = fixture.service.token(RIVAL);
    let entry = json!({"name": "Anna", "profile_id": 101});
    assert_eq!(fixture.service.send("POST", path, Some(&token), Some(entry), &[]).await.0, 204);
    let other = "/v1/tournaments/other/exclusions/501";
    assert_eq!(fixture.host("PUT", PLAYED, because("Here.")).await.0, 204);
    assert_eq!(fixture.service.send("DELETE", other, Some(&token), None, &[]).await.0, 404);
    assert_eq!(fixture.service.send("PUT", other, Some(&token), Some(because("There.")), &[]).await.0, 204);
    assert_eq!(fixture.host("DELETE", PLAYED, Value::Null).await.0, 204);
    let left = json!([{"match": 501, "reason": "There.", "by": RIVAL, "cup": fixture.other}]);
    assert_eq!(excluded(&fixture).await, left);
}

#[tokio::test]
async fn everybody_reads_who_by_number_alone() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.host("PUT", PLAYED, because("One.")).await.0, 204);
    let (status, _, body) = fixture.service.send("GET", &format!("{CUP}/exclusions"), None, None, &[]).await;
    let fields: Vec<_> = body["items"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!((status, fields.join(" ")), (200, "excluded_at excluded_by match_id reason".to_owned()));
}
