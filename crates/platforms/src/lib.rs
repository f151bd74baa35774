//! Who is on air, as the broadcasting platforms tell. Each is off unless its credentials are complete.

mod settings;
mod token;
mod twitch;
mod wire;
mod youtube;

use std::collections::BTreeMap;

use domain::broadcast::{Broadcast, Channel};

pub use json_client::Error;
pub use settings::BroadcastSettings;
pub use twitch::Twitch;
pub use youtube::YouTube;

/// The platforms' clients, those there are credentials for.
#[derive(Clone, Debug, Default)]
pub struct Broadcasters {
    /// Twitch.
    pub twitch: Option<Twitch>,
    /// YouTube.
    pub youtube: Option<YouTube>,
}

impl Broadcasters {
    /// Makes the clients; asks nothing yet. They introduce themselves as `user_agent`.
    ///
    /// # Errors
    /// [`Error::Settings`] when what is set does not fit a header.
    pub fn new(settings: &BroadcastSettings, user_agent: &str) -> Result<Self, Error> {
        let twitch = settings.twitch()?.map(|credentials| Twitch::new(credentials, user_agent)).transpose()?;
        let youtube = settings.youtube()?.map(|credentials| YouTube::new(credentials, user_agent)).transpose()?;
        Ok(Self { twitch, youtube })
    }
}

/// What a look at channels found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The channels that are on air.
    pub on_air: BTreeMap<Channel, Broadcast>,
    /// The channels of which nothing is known, with the reason.
    pub failures: BTreeMap<Channel, Error>,
    /// How many rows of the payloads were of no use.
    pub dropped: usize,
}

#[cfg(test)]
mod tests;
