//! A nudge names the tournaments concerned: all of them, no other, and never everybody by accident.

use sim::{Ladder, MatchType};
use tests::tournament::{create, enter, tournament};

use super::fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO, nudge};

#[tokio::test]
async fn only_the_tournaments_of_who_changed_are_named() {
    let fixture = Fixture::set().await;
    fixture.tournament_of("other", STRANGER).await;
    let unlinked = create(&fixture.database.pool, &tournament("unlinked")).await;
    enter(&fixture.database.pool, unlinked, "Nobody yet", None).await;
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2010));
    assert_eq!(fixture.poll_stats().await.changed, 1);
    assert_eq!(fixture.nudged().await, [nudge("standings", [fixture.cup])]);
}

#[tokio::test]
async fn an_account_on_two_rosters_names_both_in_one_nudge() {
    let fixture = Fixture::set().await;
    let second = fixture.tournament_of("second", ONE).await;
    fixture.poll_all().await;
    fixture.nudged().await;
    let both = [fixture.cup, second];

    fixture.sim.world(|world| world.play_ranked(ONE, PASSER_BY));
    fixture.poll_stats().await;
    assert_eq!(fixture.nudged().await, [nudge("standings", both)]);
    fixture.poll_matches().await;
    assert_eq!(fixture.nudged().await, [nudge("matches", both), nudge("standings", both)]);
    let lobby = fixture.sim.world(|world| world.open_lobby(&[ONE], MatchType::SoloRm));
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", both)]);
    fixture.sim.world(|world| world.close_lobby(lobby)).unwrap();
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", both)], "the lobby they were in is gone");
}

#[tokio::test]
async fn whose_lobby_closes_while_anothers_opens_is_named_too() {
    let fixture = Fixture::set().await;
    let other = fixture.tournament_of("other", STRANGER).await;
    let lobby = fixture.sim.world(|world| world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm));
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture.sim.world(|world| {
        world.close_lobby(lobby).unwrap();
        world.open_lobby(&[STRANGER, PASSER_BY], MatchType::SoloRm);
    });
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup, other])]);
}

#[tokio::test]
async fn who_leaves_a_lobby_that_stays_open_is_named() {
    let fixture = Fixture::set().await;
    let other = fixture.tournament_of("other", STRANGER).await;
    let lobby = fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::Custom));
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture.sim.world(|world| world.edit_lobby(lobby, |lobby| lobby.seats.retain(|seat| seat.profile != ONE))).unwrap();
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup, other])]);
    fixture.eventually("/v1/tournaments/cup/live", |live| live["items"] == serde_json::json!([])).await;
}

#[tokio::test]
async fn what_concerns_nobody_any_more_is_written_and_not_sent() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm));
    fixture.poll_live().await;
    fixture.nudged().await;
    fixture.database.run("delete from tournament_players where name = 'One'").await;
    assert!(fixture.poll_live().await.changed > 0);
    let listed: i64 = fixture.database.value("select count(*) from live_match_players").await;
    assert_eq!((listed, fixture.nudged().await), (0, Vec::new()));
}

#[tokio::test]
async fn a_match_between_two_tournaments_names_both() {
    let fixture = Fixture::set().await;
    let other = fixture.tournament_of("other", STRANGER).await;
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture.sim.world(|world| world.play_ranked(TWO, STRANGER));
    fixture.poll_matches().await;
    let both = [fixture.cup, other];
    assert_eq!(fixture.nudged().await, [nudge("matches", both), nudge("standings", both)]);
}

#[tokio::test]
async fn everybody_is_named_for_the_catalogue_and_for_nothing_else() {
    let fixture = Fixture::empty().await;
    fixture.nudged().await;
    fixture.poll_reference().await;
    assert_eq!(fixture.nudged().await, [("standings".to_owned(), None)]);
    fixture.poll_reference().await;
    assert_eq!(fixture.nudged().await, []);
    fixture.database.run("update civilizations set name = 'Frankish' where civilization_id = 15").await;
    fixture.poll_reference().await;
    assert_eq!(fixture.nudged().await, [("standings".to_owned(), None)], "a name was corrected");
}
