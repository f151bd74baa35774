//! Clients of Twitch and YouTube that find out who is on air. Each is off unless its credentials are complete.

mod settings;
mod token;
mod twitch;
mod wire;
mod youtube;

use std::{collections::BTreeMap, time::Duration};

use domain::broadcast::{Broadcast, Channel};

pub use json_client::Error;
pub use settings::BroadcastSettings;
pub use twitch::Twitch;
pub use youtube::YouTube;

/// How long a poll starts requests. Those that it has started may take several times as long, and a tick of the poller
/// is cut off after two minutes.
const STARTING_TIME: Duration = Duration::from_secs(20);

/// The platforms' clients, for those that have credentials.
#[derive(Clone, Debug, Default)]
pub struct Broadcasters {
    /// Twitch.
    pub twitch: Option<Twitch>,
    /// YouTube.
    pub youtube: Option<YouTube>,
}

impl Broadcasters {
    /// Creates the clients, without sending a request. They send `user_agent` as their name.
    ///
    /// # Errors
    /// [`Error::Settings`] when a setting does not fit into a header.
    pub fn new(settings: &BroadcastSettings, user_agent: &str) -> Result<Self, Error> {
        let twitch = settings.twitch()?.map(|credentials| Twitch::new(credentials, user_agent)).transpose()?;
        let youtube = settings.youtube()?.map(|credentials| YouTube::new(credentials, user_agent)).transpose()?;
        Ok(Self { twitch, youtube })
    }
}

/// The result of looking up channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The channels that are on air.
    pub on_air: BTreeMap<Channel, Broadcast>,
    /// The channels that could not be looked up, with the reason.
    pub failures: BTreeMap<Channel, Error>,
    /// How many rows of the payloads were unusable.
    pub dropped: usize,
}

#[cfg(test)]
mod tests;
