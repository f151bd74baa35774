//! Accounts and ratings: observations are made of every change of the pair, and never touched again.

use sim::{Ladder, Profile, ProfileId};

use super::{
    fixture::{Fixture, ONE, STRANGER, TWO, nudge},
    stored::Stored,
};

/// (peak, rating, seconds into the test) of an account's observations on solo random map, in order.
async fn observed(fixture: &Fixture, profile: ProfileId) -> Vec<(i64, i64, i64)> {
    sqlx::query_as(
        "select max_rating, current_rating, extract(epoch from observed_at - '2026-06-10T12:00:00Z')::bigint
        from player_rating_snapshots where profile_id = $1 and leaderboard_id = 3 order by id",
    )
    .bind(profile.0)
    .fetch_all(&fixture.database.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn the_first_sight_of_a_rating_is_an_observation() {
    let fixture = Fixture::empty().await;
    fixture.enter(fixture.cup, "One", ONE).await;
    assert_eq!(observed(&fixture, ONE).await, []);
    fixture.poll_stats().await;
    assert_eq!(observed(&fixture, ONE).await, [(2000, 2000, 0)]);
    assert_eq!(observed(&fixture, TWO).await, [], "nobody else's");
}

#[tokio::test]
async fn every_change_of_the_pair_is_an_observation_and_nothing_else_is() {
    let fixture = Fixture::set().await;
    let step = async |change: &dyn Fn(&mut sim::World)| {
        fixture.pass(30);
        fixture.sim.world(change);
        fixture.poll_stats().await;
    };
    step(&|_| {}).await;
    step(&|world| world.set_rating(ONE, Ladder::SoloRm, 2050)).await;
    step(&|world| world.set_rating(ONE, Ladder::SoloRm, 1990)).await;
    // The rank, the number of the ranked and the account change; the pair does not.
    step(&|world| {
        world.add_profile(Profile::new(ProfileId(9), "Above").rated(Ladder::SoloRm, 2500, 1_780_000_000));
        world.set_alias(ONE, "Uno");
    })
    .await;
    // The upstream re-bases the peak: downwards, without a game.
    step(&|world| world.rebase(ONE, Ladder::SoloRm, 2010)).await;
    step(&|world| world.rebase(ONE, Ladder::SoloRm, 0)).await;
    step(&|_| {}).await;
    let expected = [(2000, 2000, 0), (2050, 2050, 60), (2050, 1990, 90), (2010, 1990, 150), (1990, 1990, 180)];
    assert_eq!(observed(&fixture, ONE).await, expected);
    assert_eq!(observed(&fixture, TWO).await, [(1700, 1700, 0)]);
    let (rank, alias): (i64, String) =
        sqlx::query_as("select rank, alias from player_ratings join players using (profile_id) where profile_id = 101")
            .fetch_one(&fixture.database.pool)
            .await
            .unwrap();
    assert_eq!((rank, alias.as_str()), (2, "Uno"), "what was not observed was written all the same");
}

#[tokio::test]
async fn an_observation_is_never_changed() {
    let fixture = Fixture::set().await;
    let before = Stored::everything(&fixture.database.pool).await;
    for rating in [2100, 1900, 2000] {
        fixture.pass(30);
        fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
        fixture.poll_stats().await;
    }
    let after = Stored::everything(&fixture.database.pool).await;
    let changes = before.differences(&after).into_iter().filter(|line| line.contains("player_rating_snapshots"));
    let (changed, added): (Vec<_>, Vec<_>) = changes.partition(|line| line.starts_with('-'));
    assert_eq!((changed, added.len()), (Vec::<String>::new(), 3));
}

#[tokio::test]
async fn a_change_is_one_nudge_for_the_standings() {
    let fixture = Fixture::set().await;
    for change in [
        &(|world: &mut sim::World| world.set_alias(ONE, "Uno")) as &dyn Fn(&mut sim::World),
        &|world| world.set_rating(TWO, Ladder::SoloRm, 1710),
        // A ladder the tournament is not held on is shown with the players.
        &|world| world.set_rating(TWO, Ladder::TeamRm, 1300),
    ] {
        fixture.sim.world(change);
        fixture.poll_stats().await;
        assert_eq!(fixture.nudged().await, [nudge("standings", [fixture.cup])]);
    }
    fixture.sim.world(|world| world.set_alias(STRANGER, "Stranger still"));
    fixture.poll_stats().await;
    assert_eq!(fixture.nudged().await, [], "nobody's business");
}

#[tokio::test]
async fn an_account_that_vanishes_upstream_keeps_what_is_known_of_it() {
    let fixture = Fixture::empty().await;
    fixture.enter(fixture.cup, "One", ONE).await;
    fixture.enter(fixture.cup, "Unheard of", ProfileId(555)).await;
    assert_eq!(fixture.poll_stats().await.changed, 1);
    let before = Stored::but_poll_times(&fixture.database.pool).await;
    // The upstream leaves out whom it does not know: here, the ladder row, for a cycle.
    fixture.sim.world(|world| world.add_profile(Profile::new(ONE, "One")));
    assert_eq!(fixture.poll_stats().await.changed, 0);
    let after = Stored::but_poll_times(&fixture.database.pool).await;
    assert_eq!(before.differences(&after), [""; 0]);
    let standings = fixture.get("/v1/tournaments/cup/standings").await;
    assert_eq!(standings["items"][0]["current_rating"], 2000);
    assert_eq!(standings["items"].as_array().unwrap().len(), 1, "who was never polled is held back");
}
