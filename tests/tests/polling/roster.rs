//! Who is polled: the union of all rosters, read anew at each tick.

use sim::Endpoint;

use super::fixture::{Fixture, ONE, STRANGER, TWO};

/// The accounts asked for last at an endpoint.
fn asked(fixture: &Fixture, endpoint: Endpoint) -> String {
    let query = fixture.sim.requests(endpoint).last_query.unwrap_or_default();
    query.replace("%5B", "[").replace("%2C", ",").replace("%5D", "]")
}

#[tokio::test]
async fn with_nothing_tracked_nothing_is_requested() {
    let fixture = Fixture::empty().await;
    tests::tournament::enter(&fixture.database.pool, fixture.cup, "Nobody yet", None).await;
    for _ in 0..2 {
        fixture.poll_stats().await;
        fixture.poll_matches().await;
        fixture.poll_live().await;
        fixture.watch_windows().await;
    }
    let requests = Endpoint::ALL.map(|endpoint| fixture.sim.requests(endpoint).count);
    assert_eq!(requests, [0; 4]);
    fixture.poll_reference().await;
    assert_eq!(fixture.sim.requests(Endpoint::Catalogue).count, 1, "reference data aside");
}

#[tokio::test]
async fn an_edit_of_a_roster_takes_effect_at_the_next_tick() {
    let fixture = Fixture::set().await;
    let both = [Endpoint::PersonalStat, Endpoint::MatchHistory];
    let poll = async || {
        fixture.poll_stats().await;
        fixture.poll_matches().await;
        both.map(|endpoint| asked(&fixture, endpoint))
    };
    assert_eq!(poll().await, ["title=age2&profile_ids=[101,102]"; 2]);
    fixture.tournament_of("other", STRANGER).await;
    assert_eq!(poll().await, ["title=age2&profile_ids=[103]"; 2], "the first time with its own tournament alone");
    assert_eq!(poll().await, ["title=age2&profile_ids=[101,103,102]"; 2], "tournament by tournament");
    fixture.settle().await;
    let other = fixture.get("/v1/tournaments/other/standings").await;
    assert_eq!(other["items"][0]["current_rating"], 1400);
    fixture.database.run("delete from tournament_players where profile_id in (101, 102)").await;
    assert_eq!(poll().await, ["title=age2&profile_ids=[103]"; 2]);
}

#[tokio::test]
async fn an_account_on_two_rosters_is_asked_for_once() {
    let fixture = Fixture::set().await;
    fixture.tournament_of("second", TWO).await;
    fixture.poll_stats().await;
    assert_eq!(asked(&fixture, Endpoint::PersonalStat), "title=age2&profile_ids=[101,102]");
}

#[tokio::test]
async fn who_joins_a_roster_brings_a_history_that_is_already_known() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| world.play_ranked(ONE, STRANGER));
    fixture.poll_matches().await;
    let other = fixture.tournament_of("other", STRANGER).await;
    fixture.poll_stats().await;
    fixture.settle().await;
    let standings = fixture.get("/v1/tournaments/other/standings").await;
    assert_eq!(standings["items"][0]["tournament_record"]["losses"], 1);
    assert!(fixture.nudged().await.contains(&super::fixture::nudge("standings", [other])));
}
