//! Whether Twitch and YouTube accept the credentials that are set.

use std::time::Duration;

use futures_util::future::join;
use platforms::Broadcasters;

use super::finding::{Finding, within};
use crate::Settings;

/// Two requests to Twitch, one to YouTube.
const LIMIT: Duration = Duration::from_secs(8);

/// Every finding about platforms.
pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let clients = match Broadcasters::new(&settings.broadcasts, &settings.relic.user_agent()) {
        Ok(clients) => clients,
        Err(error) => return vec![Finding::failed("platforms", error.to_string(), "correct it")],
    };
    let (twitch, youtube) = join(twitch(&clients), youtube(&clients)).await;
    vec![twitch, youtube]
}

async fn twitch(clients: &Broadcasters) -> Finding {
    const CHECK: &str = "platforms.twitch";
    let Some(twitch) = &clients.twitch else { return off(CHECK, "TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET") };
    match within(LIMIT, twitch.check()).await {
        Ok(()) => Finding::ok(CHECK, "Twitch accepts the credentials"),
        Err(error) => {
            let advice = "check that TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET are those of one application, and that \
                          id.twitch.tv and api.twitch.tv can be reached";
            Finding::failed(CHECK, format!("Twitch does not answer: {error}"), advice)
        }
    }
}

async fn youtube(clients: &Broadcasters) -> Finding {
    const CHECK: &str = "platforms.youtube";
    let Some(youtube) = &clients.youtube else { return off(CHECK, "YOUTUBE_API_KEY") };
    match within(LIMIT, youtube.check()).await {
        Ok(()) => Finding::ok(CHECK, "YouTube accepts the key"),
        Err(error) => {
            let advice = "check that YOUTUBE_API_KEY is a key for the YouTube Data API with quota left, and that \
                          www.googleapis.com can be reached";
            Finding::failed(CHECK, format!("YouTube does not answer: {error}"), advice)
        }
    }
}

fn off(check: &'static str, variables: &str) -> Finding {
    Finding::ok(check, format!("off: {variables} not set"))
}
