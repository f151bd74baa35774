//! A bad answer of a platform costs that look and nothing else.

use std::time::Duration;

use poller::{Error, Outcome};
use sim::Fault;

use crate::stage::{At, Stage, live, on_air};

/// Ada on Twitch and Bob on YouTube, both on air and known to be.
async fn both() -> Stage {
    let stage = Stage::with_ada().await;
    stage.broadcasters.name_on_youtube("@Bob", "UCbob");
    stage.enter(stage.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    stage.broadcasters.on_twitch("ada", "Before", "");
    stage.broadcasters.on_youtube("UCbob", "Before");
    stage.poll_twitch().await;
    stage.poll_youtube().await;
    stage.nudged().await;
    stage
}

async fn look(stage: &Stage, endpoint: At) -> Result<Outcome, Error> {
    match endpoint {
        At::Token | At::Streams => stage.try_twitch().await,
        At::Channels | At::Search => stage.try_youtube().await,
    }
}

const FAULTS: [Fault; 11] = [
    Fault::TooManyRequests { retry_after: Some(7) },
    Fault::TooManyRequests { retry_after: None },
    Fault::ServerError,
    Fault::Html,
    Fault::Truncated,
    Fault::Empty,
    Fault::BrokenOff,
    Fault::CloseConnection,
    Fault::WrongTypes,
    Fault::NoLobbyList,
    Fault::TooLarge,
];

#[tokio::test]
async fn a_fault_of_any_kind_leaves_the_snapshot() {
    let stage = both().await;
    for endpoint in [At::Token, At::Streams, At::Search] {
        for fault in FAULTS {
            let before = stage.stored().await;
            assert_eq!(before.len(), 2);
            stage.broadcasters.off_twitch("ada");
            stage.broadcasters.off_youtube("UCbob");
            if endpoint == At::Token {
                stage.broadcasters.revoke_tokens();
            } else {
                // What is broken must have something in it.
                stage.broadcasters.on_twitch("ada", "After", "");
                stage.broadcasters.on_youtube("UCbob", "After");
            }
            stage.broadcasters.fault(endpoint, fault.clone());
            let failed = look(&stage, endpoint).await;
            assert!(matches!(failed, Err(Error::Upstream(_))), "{endpoint:?} {fault:?}: {failed:?}");
            if fault == (Fault::TooManyRequests { retry_after: Some(7) }) {
                assert_eq!(failed.unwrap_err().retry_after(), Some(Duration::from_secs(7)), "{endpoint:?}");
            }
            assert_eq!(stage.stored().await, before, "{endpoint:?} {fault:?}");
            assert_eq!(stage.nudged().await, []);

            stage.broadcasters.clear_faults();
            assert_eq!(look(&stage, endpoint).await.unwrap().changed, 1, "{endpoint:?} {fault:?}");
            stage.broadcasters.on_twitch("ada", "Before", "");
            stage.broadcasters.on_youtube("UCbob", "Before");
            stage.poll_twitch().await;
            stage.poll_youtube().await;
            stage.nudged().await;
        }
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_looked_up_is_tried_again() {
    for fault in FAULTS {
        let stage = Stage::set().await;
        stage.broadcasters.name_on_youtube("@Bob", "UCbob");
        stage.broadcasters.on_youtube("UCbob", "On");
        stage.enter(stage.cup, "Bob", &["https://youtube.com/@Bob"]).await;
        stage.broadcasters.fault(At::Channels, fault.clone());
        stage.try_youtube().await.expect_err("the only channel failed");
        assert_eq!(stage.broadcasters.requests(At::Search), 0, "{fault:?}");
        stage.broadcasters.clear_faults();
        stage.poll_youtube().await;
        assert_eq!(stage.shown("Bob").await, on_air("On", ""), "{fault:?}");
    }
}

#[tokio::test]
async fn a_late_answer_is_waited_for() {
    let stage = Stage::with_ada().await;
    stage.broadcasters.on_twitch("ada", "Late", "");
    stage.broadcasters.fault(At::Streams, Fault::Late(Duration::from_millis(200)));
    stage.poll_twitch().await;
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
}

#[tokio::test]
async fn one_bad_page_of_two_leaves_the_snapshot() {
    let stage = Stage::set().await;
    for number in 0..101 {
        stage.enter(stage.cup, &format!("Player {number}"), &[&format!("twitch.tv/player_{number:03}")]).await;
    }
    for number in [0, 100] {
        stage.broadcasters.on_twitch(&format!("player_{number:03}"), "Before", "");
    }
    stage.poll_twitch().await;
    let before = stage.stored().await;
    assert_eq!(before.len(), 2);
    stage.broadcasters.off_twitch("player_000");
    // With nobody on air its list is rightly empty, so the first page passes and the second does not.
    stage.broadcasters.fault(At::Streams, Fault::WrongTypes);
    stage.try_twitch().await.expect_err("the second page is broken");
    assert_eq!(stage.broadcasters.requests(At::Streams), 4);
    assert_eq!(stage.stored().await, before);
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    let stage = Stage::with_ada().await;
    stage.broadcasters.on_twitch("ada", "Title", "");
    stage.database.run("update worker_lease set epoch = epoch + 1").await;
    let fenced = stage.try_twitch().await;
    assert!(matches!(fenced, Err(Error::Store(store::Error::Fenced))), "{fenced:?}");
    assert_eq!((stage.stored().await, stage.nudged().await), (Vec::new(), Vec::new()));
}
