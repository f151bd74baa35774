//! The freeze: from the window's end on tables are final, without any poll.

use domain::tournament::RankBy;
use serde_json::{Value, json};
use store::tournaments::NewTournament;
use tests::{
    Service,
    tournament::{enter, team, window},
};

use super::{
    ask::get,
    fixture::{ANNA, BERT, CUP, catch_up, four_players, held_on, hold, named, nudge},
};

const END: &str = "2026-06-10T12:30:00Z";

/// The cup ranked like this, with Anna and Bert on a team, polled; it ends at [`END`].
async fn cup_until_its_end(rank_by: RankBy) -> Service {
    let service = four_players().await;
    let new = NewTournament { rank_by, ..held_on(3, window(None, Some(END))) };
    let id = hold(&service, &new, &[]).await;
    let anna = enter(&service.database.pool, id, "Anna", Some(ANNA.0)).await;
    let bert = enter(&service.database.pool, id, "Bert", Some(BERT.0)).await;
    team(&service.database.pool, id, "Both", &[anna, bert]).await;
    catch_up(&service).await;
    service
}

/// What the tables say of Anna's rating: her row, her team's member and sum, the rating card.
async fn told(service: &Service) -> (Value, Value, Value, Value) {
    let standings = service.get(&format!("{CUP}/standings")).await;
    let teams = service.get(&format!("{CUP}/teams/standings")).await;
    let summary = service.get(&format!("{CUP}/summary")).await;
    let team = &teams["items"][0];
    let member = team["members"].as_array().unwrap().iter().find(|member| member["alias"] == "Anna").unwrap();
    let ratings = |row: &Value| json!([row["max_rating"], row["current_rating"]]);
    let card = [&summary["highest_peak_rating"], &summary["highest_current_rating"]];
    let card = card.into_iter().find(|card| !card.is_null()).unwrap();
    (
        ratings(named(&standings, "Anna")),
        ratings(member),
        team["combined_rating_sum"].clone(),
        json!([card["name"], card["value"]]),
    )
}

#[tokio::test]
async fn tables_change_at_the_bell_by_themselves() {
    let service = cup_until_its_end(RankBy::CurrentRating).await;
    // Anna's rating as last observed was 1600; the ladder's row says otherwise, and no poll will come.
    service.database.run("update player_ratings set current_rating = 1580 where profile_id = 101").await;
    nudge(&service, domain::nudge::Event::Standings, &domain::nudge::Scope::All).await;
    service.settle().await;
    service.clock.set("2026-06-10T12:29:59.999999Z");
    let before = told(&service).await;
    let sent = service.proxy.bytes_sent();
    assert_eq!(told(&service).await, before);
    assert_eq!(service.proxy.bytes_sent(), sent, "from memory");
    assert_eq!(before, (json!([1600, 1580]), json!([1600, 1580]), json!(3080), json!(["Anna", 1580])));
    service.clock.set(END);
    let after = told(&service).await;
    assert_eq!(after, (json!([1600, 1600]), json!([1600, 1600]), json!(3100), json!(["Anna", 1600])));
    let sent = service.proxy.bytes_sent();
    service.clock.set("2026-06-30T00:00:00Z");
    assert_eq!(told(&service).await, after);
    assert_eq!(service.proxy.bytes_sent(), sent, "final, and from memory");
}

#[tokio::test]
async fn games_after_the_bell_move_nothing_in_a_table_ranked_by_peaks() {
    let service = cup_until_its_end(RankBy::PeakRating).await;
    let sums = |(_, _, sum, card): (Value, Value, Value, Value)| (sum, card);
    let before = sums(told(&service).await);
    service.clock.set("2026-06-10T13:00:00Z");
    service.sim.world(|world| {
        world.set_pace(0.0);
        world.advance(std::time::Duration::from_mins(60));
        for _ in 0..4 {
            world.play_ranked(ANNA, BERT);
        }
    });
    catch_up(&service).await;
    let live = service.get(&format!("{CUP}/players")).await;
    let peak = named(&live, "Anna")["ratings"][0]["max_rating"].as_i64();
    assert!(peak > Some(1_600), "the ladder moved on: {live}");
    assert_eq!(sums(told(&service).await), before);
    let row = get(&service, &format!("{CUP}/standings"), &[("cookie", "criticalbit_access=x")]).await.json();
    assert_eq!(named(&row, "Anna")["max_rating"], 1_600);
    assert!(named(&row, "Anna")["current_rating"].as_i64() > Some(1_600), "the other rating stays live");
}

#[tokio::test]
async fn a_game_under_way_at_the_bell_counts_once_it_is_settled() {
    let service = cup_until_its_end(RankBy::PeakRating).await;
    service.clock.set("2026-06-10T12:45:00Z");
    service.sim.world(|world| {
        world.set_pace(0.0);
        world.advance(std::time::Duration::from_mins(45));
        // It began at 12:20.
        world.play(&super::fixture::duel(ANNA, BERT, 25));
    });
    let before = told(&service).await;
    assert_eq!(before.0, json!([1600, 1600]));
    catch_up(&service).await;
    let after = told(&service).await;
    let peak = after.0[0].as_i64().unwrap();
    assert!(peak > 1_600, "{after:?}");
    assert_eq!((after.3, after.2.as_i64()), (json!(["Anna", peak]), Some(peak + 1_500)));
}
