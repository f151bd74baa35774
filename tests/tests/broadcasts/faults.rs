//! A bad answer of a platform fails that poll and affects nothing else.

use std::time::Duration;

use poller::{Error, TickOutcome};
use sim::Fault;

use super::fixture::{At, Fixture, live, on_air};

/// Ada on Twitch and Bob on YouTube, both on air and known to be.
async fn both() -> Fixture {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.name_on_youtube("@Bob", "UCbob");
    fixture.enter(fixture.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    fixture.broadcasters.on_twitch("ada", "Before", "");
    fixture.broadcasters.on_youtube("UCbob", "Before");
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    fixture.nudged().await;
    fixture
}

async fn look(fixture: &Fixture, endpoint: At) -> Result<TickOutcome, Error> {
    match endpoint {
        At::Token | At::Streams => fixture.try_twitch().await,
        At::Channels | At::Search => fixture.try_youtube().await,
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
    let fixture = both().await;
    for endpoint in [At::Token, At::Streams, At::Search] {
        for fault in FAULTS {
            let before = fixture.stored().await;
            assert_eq!(before.len(), 2);
            fixture.broadcasters.off_twitch("ada");
            fixture.broadcasters.off_youtube("UCbob");
            if endpoint == At::Token {
                fixture.broadcasters.revoke_tokens();
            } else {
                // What is broken must have something in it.
                fixture.broadcasters.on_twitch("ada", "After", "");
                fixture.broadcasters.on_youtube("UCbob", "After");
            }
            fixture.broadcasters.fault(endpoint, fault.clone());
            let failed = look(&fixture, endpoint).await;
            assert!(matches!(failed, Err(Error::Upstream(_))), "{endpoint:?} {fault:?}: {failed:?}");
            if fault == (Fault::TooManyRequests { retry_after: Some(7) }) {
                assert_eq!(failed.unwrap_err().retry_after(), Some(Duration::from_secs(7)), "{endpoint:?}");
            }
            assert_eq!(fixture.stored().await, before, "{endpoint:?} {fault:?}");
            assert_eq!(fixture.nudged().await, []);

            fixture.broadcasters.clear_faults();
            assert_eq!(look(&fixture, endpoint).await.unwrap().changed, 1, "{endpoint:?} {fault:?}");
            fixture.broadcasters.on_twitch("ada", "Before", "");
            fixture.broadcasters.on_youtube("UCbob", "Before");
            fixture.poll_twitch().await;
            fixture.poll_youtube().await;
            fixture.nudged().await;
        }
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_looked_up_is_tried_again() {
    for fault in FAULTS {
        let fixture = Fixture::set().await;
        fixture.broadcasters.name_on_youtube("@Bob", "UCbob");
        fixture.broadcasters.on_youtube("UCbob", "On");
        fixture.enter(fixture.cup, "Bob", &["https://youtube.com/@Bob"]).await;
        fixture.broadcasters.fault(At::Channels, fault.clone());
        fixture.try_youtube().await.expect_err("the only channel failed");
        assert_eq!(fixture.broadcasters.requests(At::Search), 0, "{fault:?}");
        fixture.broadcasters.clear_faults();
        fixture.poll_youtube().await;
        assert_eq!(fixture.shown("Bob").await, on_air("On", ""), "{fault:?}");
    }
}

#[tokio::test]
async fn a_late_answer_is_waited_for() {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.on_twitch("ada", "Late", "");
    fixture.broadcasters.fault(At::Streams, Fault::Late(Duration::from_millis(200)));
    fixture.poll_twitch().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
}

#[tokio::test]
async fn a_bad_page_leaves_its_channels_as_they_are_and_harms_no_other() {
    let fixture = Fixture::set().await;
    for number in 0..101 {
        fixture.enter(fixture.cup, &format!("Player {number}"), &[&format!("twitch.tv/player_{number:03}")]).await;
    }
    for number in [0, 100] {
        fixture.broadcasters.on_twitch(&format!("player_{number:03}"), "Before", "");
    }
    fixture.poll_twitch().await;
    assert_eq!(fixture.stored().await.len(), 2);
    fixture.broadcasters.off_twitch("player_000");
    // With nobody on air its list is rightly empty, so the first page passes and the second does not.
    fixture.broadcasters.fault(At::Streams, Fault::WrongTypes);
    fixture.poll_twitch().await;
    assert_eq!(fixture.broadcasters.requests(At::Streams), 4);
    assert_eq!(fixture.shown("Player 0").await, None);
    assert_eq!(fixture.shown("Player 100").await, on_air("Before", ""), "nothing is known of it");
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.database.run("update worker_lease set epoch = epoch + 1").await;
    let fenced = fixture.try_twitch().await;
    assert!(matches!(fenced, Err(Error::Store(store::Error::Fenced))), "{fenced:?}");
    assert_eq!((fixture.stored().await, fixture.nudged().await), (Vec::new(), Vec::new()));
}
