//! Polls of broadcasts.

use platforms::BroadcastSettings;
use poller::{Tick as _, TickOutcome, TwitchPoll, YouTubePoll};
use sim::Broadcasters;

use super::Service;

/// Settings for the simulated platforms, with credentials that they accept.
#[must_use]
pub fn settings(platforms: &Broadcasters) -> BroadcastSettings {
    let settings = BroadcastSettings {
        twitch_client_id: Some(Broadcasters::CLIENT_ID.to_owned()),
        twitch_client_secret: Some(Broadcasters::CLIENT_SECRET.into()),
        youtube_api_key: Some(Broadcasters::API_KEY.into()),
        ..BroadcastSettings::default()
    };
    settings.at(&platforms.base_url().parse().expect("a URL"))
}

impl Service {
    /// Polls Twitch once, which may fail.
    ///
    /// # Errors
    /// When the poll fails.
    pub async fn try_twitch(&self) -> Result<TickOutcome, poller::Error> {
        let twitch = self.context.broadcasters.twitch.clone().expect("credentials");
        TwitchPoll(self.context.clone(), twitch).tick(self.epoch).await
    }

    /// Polls YouTube once, which may fail.
    ///
    /// # Errors
    /// When the poll fails.
    pub async fn try_youtube(&self) -> Result<TickOutcome, poller::Error> {
        let youtube = self.context.broadcasters.youtube.clone().expect("credentials");
        YouTubePoll(self.context.clone(), youtube).tick(self.epoch).await
    }

    /// Polls Twitch once.
    pub async fn poll_twitch(&self) -> TickOutcome {
        self.try_twitch().await.expect("the poll of Twitch")
    }

    /// Polls YouTube once.
    pub async fn poll_youtube(&self) -> TickOutcome {
        self.try_youtube().await.expect("the poll of YouTube")
    }
}
