//! A tick that finds nothing new writes nothing but its time, and publishes nothing.

use std::time::Duration;

use poller::TickOutcome;
use sim::{Game, MatchType};
use tests::service::recorded_polls;

use super::{
    fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO},
    stored::Stored,
};

/// The cup with a history, a running game and everything else a poll could write.
async fn busy() -> Fixture {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| {
        for _ in 0..5 {
            world.play_ranked(ONE, STRANGER);
            world.play(&Game::new(MatchType::Custom, &[TWO], &[ONE]));
        }
        world.play(&Game::new(MatchType::TeamRm2, &[ONE, STRANGER], &[TWO, PASSER_BY]));
        let lobby = world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm);
        world.start_lobby(lobby).unwrap();
        world.open_lobby(&[TWO, STRANGER], MatchType::Custom);
    });
    fixture.poll_all().await;
    fixture.watch_windows().await;
    fixture.nudged().await;
    fixture
}

#[tokio::test]
async fn an_unchanged_tick_of_any_poll_writes_nothing_but_its_time() {
    let fixture = busy().await;
    let before = Stored::but_poll_times(&fixture.database.pool).await;
    let filled =
        ["players", "player_ratings", "player_rating_snapshots", "profile_aliases", "matches", "match_players"];
    for table in
        filled.into_iter().chain(["live_match_players", "leaderboards", "civilizations", "nudges", "account_names"])
    {
        assert!(before.count(table) > 0, "{table} shows nothing while it is empty");
    }
    fixture.clock.advance(chrono::TimeDelta::seconds(30));
    let outcomes = [
        fixture.poll_reference().await,
        fixture.poll_stats().await,
        fixture.poll_matches().await,
        fixture.poll_live().await,
        fixture.watch_windows().await,
    ];
    assert_eq!(outcomes, [TickOutcome::default(); 5]);
    let after = Stored::but_poll_times(&fixture.database.pool).await;
    assert_eq!(before.differences(&after), [""; 0]);
    let polled: i64 =
        fixture.database.value("select count(*) from poll_status where succeeded_at = '2026-06-10 12:00:30Z'").await;
    assert_eq!(polled, i64::try_from(recorded_polls().count()).unwrap(), "each poll's own time moves");
    let fetched = "select count(*) from history_fetches where fetched_at = '2026-06-10 12:00:30Z'";
    let accounts = "select count(distinct profile_id) from tournament_players";
    assert_eq!(fixture.database.value::<i64>(fetched).await, fixture.database.value::<i64>(accounts).await);
}

#[tokio::test]
async fn an_unchanged_tick_of_any_poll_sends_nothing() {
    let fixture = busy().await;
    let mut stream = fixture.stream("/v1/stream").await;
    for _ in 0..2 {
        fixture.clock.advance(chrono::TimeDelta::seconds(30));
        fixture.poll_all().await;
        fixture.watch_windows().await;
    }
    assert_eq!(stream.events_within(Duration::from_secs(2)).await, []);
    assert_eq!(fixture.nudged().await, []);
    // The stream still works: the next change arrives.
    fixture.sim.world(|world| world.play_ranked(ONE, TWO));
    fixture.poll_stats().await;
    assert_eq!(stream.event().await.event.as_deref(), Some("standings"));
}
