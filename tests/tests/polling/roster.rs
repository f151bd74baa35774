//! Who is polled: the union of all rosters, read anew at each tick.

use sim::Endpoint;

use crate::stage::{ONE, STRANGER, Stage, TWO};

/// The accounts asked for last at an endpoint.
fn asked(stage: &Stage, endpoint: Endpoint) -> String {
    let query = stage.sim.requests(endpoint).last_query.unwrap_or_default();
    query.replace("%5B", "[").replace("%2C", ",").replace("%5D", "]")
}

#[tokio::test]
async fn with_nothing_tracked_nothing_is_requested() {
    let stage = Stage::empty().await;
    tests::tournament::enter(&stage.database.pool, stage.cup, "Nobody yet", None).await;
    for _ in 0..2 {
        stage.poll_stats().await;
        stage.poll_matches().await;
        stage.poll_live().await;
        stage.watch_windows().await;
    }
    let requests = Endpoint::ALL.map(|endpoint| stage.sim.requests(endpoint).count);
    assert_eq!(requests, [0; 4]);
    stage.poll_reference().await;
    assert_eq!(stage.sim.requests(Endpoint::Catalogue).count, 1, "reference data aside");
}

#[tokio::test]
async fn an_edit_of_a_roster_takes_effect_at_the_next_tick() {
    let stage = Stage::set().await;
    let both = [Endpoint::PersonalStat, Endpoint::MatchHistory];
    let poll = async || {
        stage.poll_stats().await;
        stage.poll_matches().await;
        both.map(|endpoint| asked(&stage, endpoint))
    };
    assert_eq!(poll().await, ["title=age2&profile_ids=[101,102]"; 2]);
    stage.tournament_of("other", STRANGER).await;
    assert_eq!(poll().await, ["title=age2&profile_ids=[103]"; 2], "the first time with its own tournament alone");
    assert_eq!(poll().await, ["title=age2&profile_ids=[101,103,102]"; 2], "tournament by tournament");
    stage.settle().await;
    let other = stage.get("/v1/tournaments/other/standings").await;
    assert_eq!(other["items"][0]["current_rating"], 1400);
    stage.database.run("delete from tournament_players where profile_id in (101, 102)").await;
    assert_eq!(poll().await, ["title=age2&profile_ids=[103]"; 2]);
}

#[tokio::test]
async fn an_account_on_two_rosters_is_asked_for_once() {
    let stage = Stage::set().await;
    stage.tournament_of("second", TWO).await;
    stage.poll_stats().await;
    assert_eq!(asked(&stage, Endpoint::PersonalStat), "title=age2&profile_ids=[101,102]");
}

#[tokio::test]
async fn who_joins_a_roster_brings_a_history_that_is_already_known() {
    let stage = Stage::set().await;
    stage.sim.world(|world| world.play_ranked(ONE, STRANGER));
    stage.poll_matches().await;
    let other = stage.tournament_of("other", STRANGER).await;
    stage.poll_stats().await;
    stage.settle().await;
    let standings = stage.get("/v1/tournaments/other/standings").await;
    assert_eq!(standings["items"][0]["tournament_record"]["losses"], 1);
    assert!(stage.nudged().await.contains(&crate::stage::nudge("standings", [other])));
}
