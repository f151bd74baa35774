//! Who is listed in the standings, under which name, and in which order.

use domain::tournament::RankBy;
use serde_json::{Value, json};
use sim::{Ladder, Profile, ProfileId};
use tests::{
    Service,
    tournament::{enter, team, tournament},
};

use super::fixture::{ANNA, BERT, CARL, CUP, DORA, NOBODY, catch_up, column, cup, four_players, hold, named, present};

async fn names(service: &Service) -> Vec<Value> {
    column(&service.get(&format!("{CUP}/standings")).await, "name")
}

/// Gives somebody a rating now and a peak on the solo ladder.
fn rate(service: &Service, who: ProfileId, now: i64, peak: i64) {
    service.sim.world(|world| {
        world.set_rating(who, Ladder::SoloRm, now);
        world.rebase(who, Ladder::SoloRm, peak);
    });
}

#[tokio::test]
async fn the_rank_metric_decides_then_the_other_rating_then_the_name() {
    let service = four_players().await;
    for (who, now, peak) in [(ANNA, 1_500, 1_700), (BERT, 1_600, 1_700), (CARL, 1_500, 1_700), (DORA, 1_650, 1_660)] {
        rate(&service, who, now, peak);
    }
    let roster = [("zed", ANNA), ("Bert", BERT), ("Yan", CARL), ("Dora", DORA)];
    let mut roster: Vec<_> = roster.map(|(name, profile)| (name, Some(profile))).to_vec();
    roster.extend([("eve", None), ("Eve", None), ("Dan", None), ("Älva", None), ("_x", None)]);
    cup(&service, &roster).await;
    catch_up(&service).await;
    let unrated = ["_x", "Dan", "Eve", "eve", "Älva"];
    assert_eq!(names(&service).await, [&["Bert", "Yan", "zed", "Dora"][..], &unrated].concat());
}

#[tokio::test]
async fn a_tournament_by_current_rating_is_ranked_by_it() {
    let service = four_players().await;
    for (who, now, peak) in [(ANNA, 1_500, 1_900), (BERT, 1_600, 1_700), (CARL, 1_600, 1_800), (DORA, 1_650, 1_660)] {
        rate(&service, who, now, peak);
    }
    let by_current = tests::tournament::tournament("cup");
    let by_current = store::tournaments::NewTournament { rank_by: RankBy::CurrentRating, ..by_current };
    let roster = [("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL)), ("Dora", Some(DORA)), ("X", None)];
    hold(&service, &by_current, &roster).await;
    catch_up(&service).await;
    assert_eq!(names(&service).await, ["Dora", "Carl", "Bert", "Anna", "X"]);
    assert_eq!(service.get(CUP).await["rank_by"], "current_rating");
}

#[tokio::test]
async fn the_order_is_by_the_hosts_name_whatever_is_displayed() {
    let service = Service::start().await;
    let id = cup(&service, &[("B", None)]).await;
    present(&service, id, ("A", None), json!({"displayName": "Zoe"})).await;
    present(&service, id, ("C", None), json!({"displayName": "  "})).await;
    present(&service, id, ("D", None), json!({"displayName": 7, "flag": "de"})).await;
    service.settle().await;
    assert_eq!(names(&service).await, ["Zoe", "B", "C", "D"]);
    let standings = service.get(&format!("{CUP}/standings")).await;
    assert_eq!(column(&standings, "alias"), ["A", "B", "C", "D"], "without an account, the host's name");
    assert_eq!(named(&standings, "D")["presentation"], json!({"displayName": 7, "flag": "de"}));
    assert_eq!(named(&standings, "B")["presentation"], json!({}));
}

#[tokio::test]
async fn a_linked_entry_is_held_back_until_it_is_polled() {
    let service = four_players().await;
    let id = cup(&service, &[("Anna", Some(ANNA)), ("Ghost", Some(NOBODY)), ("Guest", None)]).await;
    service.settle().await;
    assert_eq!(names(&service).await, ["Guest"]);
    catch_up(&service).await;
    assert_eq!(names(&service).await, ["Anna", "Guest"], "upstream knows no such account");
    service.sim.world(|world| world.add_profile(Profile::new(NOBODY, "Boo")));
    enter(&service.database.pool, id, "Bert", Some(BERT.0)).await;
    catch_up(&service).await;
    assert_eq!(names(&service).await, ["Anna", "Bert", "Ghost", "Guest"]);
}

#[tokio::test]
async fn the_alias_is_the_accounts_or_the_hosts_name() {
    let service = four_players().await;
    service.sim.world(|world| {
        world.set_alias(ANNA, "xX_Anna_Xx");
        world.set_alias(BERT, " ");
    });
    let id = cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    present(&service, id, ("Carl", Some(CARL)), json!({"displayName": "King Carl"})).await;
    catch_up(&service).await;
    let standings = service.get(&format!("{CUP}/standings")).await;
    assert_eq!(column(&standings, "name"), ["Anna", "Bert", "King Carl"]);
    assert_eq!(column(&standings, "alias"), ["xX_Anna_Xx", "Bert", "Carl"]);
}

#[tokio::test]
async fn teams_are_shown_on_unlinked_members_too() {
    let service = four_players().await;
    let pool = &service.database.pool;
    let id = cup(&service, &[("Loner", None)]).await;
    let anna = enter(pool, id, "Anna", Some(ANNA.0)).await;
    let guest = enter(pool, id, "Guest", None).await;
    let reds = team(pool, id, "Reds", &[anna, guest]).await;
    catch_up(&service).await;
    let standings = service.get(&format!("{CUP}/standings")).await;
    let expected = json!({"team_id": reds, "name": "Reds", "initials": "RED"});
    for (name, team) in [("Anna", &expected), ("Guest", &expected), ("Loner", &Value::Null)] {
        assert_eq!(&named(&standings, name)["team"], team, "{name}");
    }
}

#[tokio::test]
async fn an_unrated_entry_has_nulls_and_zeros() {
    let service = four_players().await;
    service.sim.world(|world| world.add_profile(Profile::new(NOBODY, "Newcomer").on_xbox()));
    cup(&service, &[("New", Some(NOBODY)), ("Guest", None)]).await;
    catch_up(&service).await;
    let standings = service.get(&format!("{CUP}/standings")).await;
    for (name, updated_at) in [("New", json!(tests::service::NOW)), ("Guest", Value::Null)] {
        let row = named(&standings, name);
        for field in ["current_rating", "max_rating", "rank", "rank_total", "last_match_at", "win_pct"] {
            assert_eq!(row[field], Value::Null, "{name} {field}");
        }
        for field in ["wins", "losses", "streak", "games"] {
            assert_eq!(row[field], 0, "{name} {field}");
        }
        assert_eq!((&row["updated_at"], &row["recent_results"]), (&updated_at, &json!([])));
    }
}

#[tokio::test]
async fn a_list_without_items_is_not_dated() {
    let service = four_players().await;
    cup(&service, &[]).await;
    hold(&service, &tournament("other"), &[("Anna", Some(ANNA))]).await;
    let nothing = json!({"last_polled_at": null, "items": []});
    for list in ["/v1/leaderboards", "/v1/civilizations"] {
        assert_eq!(service.get(list).await, nothing, "{list} before any poll");
    }
    catch_up(&service).await;
    for rest in ["standings", "matches", "live", "players"] {
        assert_eq!(service.get(&format!("{CUP}/{rest}")).await, nothing, "{rest}");
    }
}
