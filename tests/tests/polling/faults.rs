//! A bad answer of the upstream fails that poll and affects nothing else.

use std::time::Duration;

use chrono::{DateTime, Utc};
use poller::{Error, LivePoll, MatchesPoll, ReferencePoll, StatsPoll, Tick as _, TickOutcome};
use sim::{Endpoint, Fault, Game, Ladder, MatchType, World};
use tests::{EVENTUALLY, until};

use super::{
    fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO},
    stored::Stored,
};

/// The cup with something in every table, so that something can be lost.
async fn rich() -> Fixture {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| {
        world.play_ranked(ONE, STRANGER);
        world.play(&Game::new(MatchType::Custom, &[TWO], &[PASSER_BY]));
        world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm);
    });
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture
}

async fn tick(fixture: &Fixture, endpoint: Endpoint) -> Result<TickOutcome, Error> {
    let context = fixture.context.clone();
    match endpoint {
        Endpoint::PersonalStat => StatsPoll(context).tick(fixture.epoch).await,
        Endpoint::MatchHistory => MatchesPoll(context).tick(fixture.epoch).await,
        Endpoint::Lobbies => LivePoll(context).tick(fixture.epoch).await,
        Endpoint::Catalogue => ReferencePoll(context).tick(fixture.epoch).await,
    }
}

/// When the transaction that waits for a lock began, if one does.
async fn waiting_since(fixture: &Fixture) -> Option<DateTime<Utc>> {
    let waiting = "select min(xact_start) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    fixture.database.value(waiting).await
}

#[tokio::test]
async fn what_another_transaction_was_in_the_way_of_is_stored_at_the_second_try() {
    let fixture = Fixture::set().await;
    for endpoint in [Endpoint::PersonalStat, Endpoint::MatchHistory] {
        fixture.pass(30);
        fixture.sim.world(|world| change(world, endpoint));
        let mut other = fixture.database.driver_pool().begin().await.unwrap();
        sqlx::query("lock table players, matches in exclusive mode").execute(&mut *other).await.unwrap();
        let meanwhile = async {
            until("it waits", EVENTUALLY, async || waiting_since(&fixture).await.is_some()).await;
            let first = waiting_since(&fixture).await;
            until("it waits again", EVENTUALLY, async || waiting_since(&fixture).await > first).await;
            other.rollback().await.unwrap();
        };
        let poll = async {
            match endpoint {
                Endpoint::PersonalStat => fixture.poll_stats().await,
                _ => fixture.poll_matches().await,
            }
        };
        let (polled, ()) = tokio::join!(poll, meanwhile);
        assert!(polled.changed > 0, "{endpoint:?}");
    }
}

pub(crate) async fn live_poll_fails(fixture: &Fixture) {
    tick(fixture, Endpoint::Lobbies).await.expect_err("a failed look");
}

/// Something new to be found at an endpoint.
fn change(world: &mut World, endpoint: Endpoint) {
    match endpoint {
        Endpoint::PersonalStat => world.set_rating(ONE, Ladder::SoloRm, 2100),
        Endpoint::MatchHistory => _ = world.play_ranked(TWO, STRANGER),
        Endpoint::Lobbies => _ = world.open_lobby(&[TWO, PASSER_BY], MatchType::SoloRm),
        // The catalogue does not change; there is nothing to catch up with.
        Endpoint::Catalogue => {}
    }
}

/// The cycle fails, nothing stored differs, and the next good one finds what was missed.
async fn costs_only_its_cycle(fixture: &Fixture, endpoint: Endpoint, fault: Fault) {
    fixture.pass(30);
    fixture.sim.world(|world| change(world, endpoint));
    let before = Stored::everything(&fixture.database.pool).await;
    fixture.sim.fault(endpoint, fault.clone());
    let failed = tick(fixture, endpoint).await;
    assert!(matches!(failed, Err(Error::Upstream(_) | Error::Round(_))), "{endpoint:?} {fault:?}: {failed:?}");
    fixture.sim.clear_faults();
    let after = Stored::everything(&fixture.database.pool).await;
    assert_eq!(before.differences(&after), [""; 0], "{endpoint:?} {fault:?}");
    let caught_up = tick(fixture, endpoint).await.unwrap();
    assert_eq!(caught_up.changed > 0, endpoint != Endpoint::Catalogue, "{endpoint:?} {fault:?}");
    // The next fault finds the next change.
    fixture.sim.world(|world| {
        world.set_rating(ONE, Ladder::SoloRm, 2000);
        let lobbies: Vec<_> = world.lobbies().filter(|lobby| lobby.host == TWO).map(|lobby| lobby.id).collect();
        lobbies.into_iter().for_each(|id| world.close_lobby(id).unwrap());
    });
    fixture.poll_stats().await;
    fixture.poll_live().await;
}

async fn every_endpoint(faults: &[Fault]) {
    let fixture = rich().await;
    for fault in faults {
        for endpoint in Endpoint::ALL {
            costs_only_its_cycle(&fixture, endpoint, fault.clone()).await;
        }
    }
}

#[tokio::test]
async fn a_refusal_costs_its_cycle() {
    every_endpoint(&[
        Fault::TooManyRequests { retry_after: Some(7) },
        Fault::TooManyRequests { retry_after: None },
        Fault::ServerError,
        Fault::ResultCode { code: 3 },
    ])
    .await;
}

#[tokio::test]
async fn a_broken_answer_costs_its_cycle() {
    every_endpoint(&[Fault::Html, Fault::Truncated, Fault::Empty, Fault::BrokenOff, Fault::CloseConnection]).await;
}

#[tokio::test]
async fn an_answer_of_another_shape_costs_its_cycle() {
    every_endpoint(&[Fault::WrongTypes, Fault::NoLobbyList]).await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_costs_its_cycle() {
    every_endpoint(&[Fault::TooLarge]).await;
}

#[tokio::test]
async fn an_empty_catalogue_costs_its_cycle() {
    let fixture = rich().await;
    for fault in [Fault::EmptyCatalogue, Fault::UnmappedCatalogue] {
        costs_only_its_cycle(&fixture, Endpoint::Catalogue, fault).await;
    }
    // The match types last told are still the ones in use.
    let id = fixture.sim.world(|world| world.play(&Game::new(MatchType::SoloEw, &[ONE], &[TWO])));
    fixture.poll_matches().await;
    let ladder: Option<i64> = sqlx::query_scalar("select leaderboard_id from matches where match_id = $1")
        .bind(id.0)
        .fetch_one(&fixture.database.pool)
        .await
        .unwrap();
    assert_eq!(ladder, Some(13));
}

/// The time-out is 20 s: the one test that waits for it.
#[tokio::test]
async fn an_answer_that_is_late_costs_its_cycle() {
    let fixture = rich().await;
    costs_only_its_cycle(&fixture, Endpoint::Lobbies, Fault::Late(Duration::from_secs(60))).await;
}

#[tokio::test]
async fn the_upstreams_wish_to_be_left_alone_is_told_to_the_schedule() {
    let fixture = rich().await;
    for endpoint in Endpoint::ALL {
        fixture.sim.fault_times(endpoint, Fault::TooManyRequests { retry_after: Some(77) }, 1);
        let error = tick(&fixture, endpoint).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(77)), "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_poisoned_profile_does_not_harm_the_others() {
    let fixture = rich().await;
    fixture.sim.world(|world| {
        world.poison(TWO);
        world.set_rating(ONE, Ladder::SoloRm, 2222);
        world.play_ranked(ONE, PASSER_BY);
        world.set_alias(TWO, "Unseen");
    });
    assert_eq!(fixture.poll_stats().await.changed, 1);
    assert_eq!(fixture.poll_matches().await.changed, 1);
    let alias = "select alias from players where profile_id = 102";
    assert_eq!(fixture.database.value::<String>(alias).await, "Two", "what is known of the poisoned one stays");
    fixture.sim.world(|world| world.cure(TWO));
    assert_eq!(fixture.poll_stats().await.changed, 1);
    assert_eq!(fixture.database.value::<String>(alias).await, "Unseen");
}

#[tokio::test]
async fn a_failed_batch_does_not_harm_the_others() {
    let fixture = rich().await;
    let crowd: Vec<_> = fixture.sim.world(|world| (0..18).map(|_| world.add_stranger()).collect());
    for player in &crowd {
        fixture.enter(fixture.cup, &format!("Player {}", player.0), *player).await;
    }
    fixture.poll_matches().await;
    fixture.sim.world(|world| {
        for player in &crowd {
            world.play_ranked(*player, PASSER_BY);
        }
    });
    // Twenty are tracked: two requests for histories, of which one fails whoever else is asked about with this one.
    fixture.sim.world(|world| world.poison_with(crowd[0], Fault::ServerError));
    assert_eq!(fixture.poll_matches().await.changed, 17, "everybody else is asked about without it");
    fixture.sim.world(|world| world.cure(crowd[0]));
    assert_eq!(fixture.poll_matches().await.changed, 1);
}
