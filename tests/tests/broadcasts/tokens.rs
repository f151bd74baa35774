//! Twitch's token: kept, renewed before it ends or when it is refused, and never asked for in vain.

use super::fixture::{At, Fixture, on_air};

/// How many tokens were requested, and how many lists of streams.
fn asked(fixture: &Fixture) -> (usize, usize) {
    (fixture.broadcasters.requests(At::Token), fixture.broadcasters.requests(At::Streams))
}

#[tokio::test]
async fn a_token_is_kept_while_it_lasts() {
    let fixture = Fixture::with_ada().await;
    for _ in 0..3 {
        fixture.poll_twitch().await;
    }
    assert_eq!(asked(&fixture), (1, 3));
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed() {
    let fixture = Fixture::with_ada().await;
    // Less than the margin that a token in use must have.
    fixture.broadcasters.tokens_last(30);
    for _ in 0..3 {
        fixture.poll_twitch().await;
    }
    assert_eq!(asked(&fixture), (3, 3));
}

#[tokio::test]
async fn a_refused_token_is_renewed_within_the_look() {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.poll_twitch().await;
    fixture.broadcasters.revoke_tokens();
    fixture.broadcasters.on_twitch("ada", "Another", "");
    fixture.poll_twitch().await;
    assert_eq!(asked(&fixture), (2, 3));
    assert_eq!(fixture.shown("Ada").await, on_air("Another", ""));
}

#[tokio::test]
async fn an_application_that_twitch_does_not_know_fails_the_look() {
    let fixture = Fixture::with_ada().await;
    let settings = platforms::BroadcastSettings {
        // Twitch gives no token to this application, and takes none from it.
        twitch_client_id: Some("somebody-else".to_owned()),
        ..tests::service::broadcast_settings(&fixture.broadcasters)
    };
    let upstream = relic::Settings::at(fixture.sim.base_url().parse().unwrap());
    let mut service = fixture.service;
    service.context.broadcasters = platforms::Broadcasters::new(&settings, &upstream.user_agent()).unwrap();
    service.try_twitch().await.expect_err("the application is unknown");
    assert_eq!(service.broadcasters.requests(At::Streams), 0);
}
