//! A nudge names the tournaments concerned: all of them, no other, and never everybody by accident.

use sim::{Ladder, MatchType};
use tests::tournament::{create, enter, tournament};

use crate::stage::{ONE, PASSER_BY, STRANGER, Stage, TWO, nudge};

#[tokio::test]
async fn only_the_tournaments_of_who_changed_are_named() {
    let stage = Stage::set().await;
    stage.tournament_of("other", STRANGER).await;
    let unlinked = create(&stage.database.pool, &tournament("unlinked")).await;
    enter(&stage.database.pool, unlinked, "Nobody yet", None).await;
    stage.poll_all().await;
    stage.nudged().await;
    stage.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2010));
    assert_eq!(stage.poll_stats().await.changed, 1);
    assert_eq!(stage.nudged().await, [nudge("standings", [stage.cup])]);
}

#[tokio::test]
async fn an_account_on_two_rosters_names_both_in_one_nudge() {
    let stage = Stage::set().await;
    let second = stage.tournament_of("second", ONE).await;
    stage.poll_all().await;
    stage.nudged().await;
    let both = [stage.cup, second];

    stage.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    stage.poll_stats().await;
    assert_eq!(stage.nudged().await, [nudge("standings", both)]);
    stage.poll_matches().await;
    assert_eq!(stage.nudged().await, [nudge("matches", both), nudge("standings", both)]);
    let lobby = stage.sim.world(|world| world.open_lobby(&[ONE], MatchType::SoloRm));
    stage.poll_live().await;
    assert_eq!(stage.nudged().await, [nudge("live", both)]);
    stage.sim.world(|world| world.close_lobby(lobby)).unwrap();
    stage.poll_live().await;
    assert_eq!(stage.nudged().await, [nudge("live", both)], "the lobby they were in is gone");
}

#[tokio::test]
async fn whose_lobby_closes_while_anothers_opens_is_named_too() {
    let stage = Stage::set().await;
    let other = stage.tournament_of("other", STRANGER).await;
    let lobby = stage.sim.world(|world| world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm));
    stage.poll_all().await;
    stage.nudged().await;
    stage.sim.world(|world| {
        world.close_lobby(lobby).unwrap();
        world.open_lobby(&[STRANGER, PASSER_BY], MatchType::SoloRm);
    });
    stage.poll_live().await;
    assert_eq!(stage.nudged().await, [nudge("live", [stage.cup, other])]);
}

#[tokio::test]
async fn who_leaves_a_lobby_that_stays_open_is_named() {
    let stage = Stage::set().await;
    let other = stage.tournament_of("other", STRANGER).await;
    let lobby = stage.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::Custom));
    stage.poll_all().await;
    stage.nudged().await;
    stage.sim.world(|world| world.edit_lobby(lobby, |lobby| lobby.seats.retain(|seat| seat.profile != ONE))).unwrap();
    stage.poll_live().await;
    assert_eq!(stage.nudged().await, [nudge("live", [stage.cup, other])]);
    stage.eventually("/v1/tournaments/cup/live", |live| live["items"] == serde_json::json!([])).await;
}

#[tokio::test]
async fn what_concerns_nobody_any_more_is_written_and_not_sent() {
    let stage = Stage::set().await;
    stage.sim.world(|world| world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm));
    stage.poll_live().await;
    stage.nudged().await;
    stage.database.run("delete from tournament_players where name = 'One'").await;
    assert!(stage.poll_live().await.changed > 0);
    let listed: i64 = stage.database.value("select count(*) from live_match_players").await;
    assert_eq!((listed, stage.nudged().await), (0, Vec::new()));
}

#[tokio::test]
async fn a_match_between_two_tournaments_names_both() {
    let stage = Stage::set().await;
    let other = stage.tournament_of("other", STRANGER).await;
    stage.poll_all().await;
    stage.nudged().await;
    stage.sim.world(|world| world.play_ranked(TWO, STRANGER));
    stage.poll_matches().await;
    let both = [stage.cup, other];
    assert_eq!(stage.nudged().await, [nudge("matches", both), nudge("standings", both)]);
}

#[tokio::test]
async fn everybody_is_named_for_the_catalogue_and_for_nothing_else() {
    let stage = Stage::empty().await;
    stage.nudged().await;
    stage.poll_reference().await;
    assert_eq!(stage.nudged().await, [("standings".to_owned(), None)]);
    stage.poll_reference().await;
    assert_eq!(stage.nudged().await, []);
    stage.database.run("update civilizations set name = 'Frankish' where civilization_id = 15").await;
    stage.poll_reference().await;
    assert_eq!(stage.nudged().await, [("standings".to_owned(), None)], "a name was corrected");
}
