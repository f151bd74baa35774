//! Broadcasts: the channels on which an entry or a host may be on air, taken from the links that hosts give.

mod link;

use serde_json::Value;

use crate::roster::Presentation;

/// A broadcasting platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Platform {
    /// twitch.tv.
    Twitch,
    /// youtube.com.
    YouTube,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 2] = [Self::Twitch, Self::YouTube];

    /// The name used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Twitch => "twitch",
            Self::YouTube => "youtube",
        }
    }
}

/// A broadcast that is on air.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// The title.
    pub title: Option<String>,
    /// The category, such as the game being shown.
    pub category: Option<String>,
}

/// A channel, normalised so that two links to it compare equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A Twitch channel, by its login: 1 to 25 of `a-z`, `0-9` and `_`.
    Twitch(String),
    /// A YouTube channel.
    YouTube(YouTubeChannel),
}

/// A YouTube channel, by the name that its link uses.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YouTubeChannel {
    /// The channel's id.
    Id(String),
    /// The channel's handle, in lower case and without the `@`.
    Handle(String),
    /// The channel's user name, in lower case; channels created before 2022 may have one.
    User(String),
}

impl Channel {
    /// The channel that a link leads to; `None` when it does not lead to a channel.
    #[must_use]
    pub fn of_link(link: &str) -> Option<Self> {
        link::channel(link)
    }

    /// A link to the channel, in ASCII only.
    #[must_use]
    pub fn link(&self) -> String {
        link::link(self)
    }

    /// The platform that the channel is on.
    #[must_use]
    pub const fn platform(&self) -> Platform {
        match self {
            Self::Twitch(_) => Platform::Twitch,
            Self::YouTube(_) => Platform::YouTube,
        }
    }
}

/// The channels of an entry: every top-level string of its presentation, alone or in a list, that is a link to one.
#[must_use]
pub fn channels_in(presentation: &Presentation) -> Vec<Channel> {
    let texts = presentation.values().flat_map(|value| match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    });
    texts.filter_map(Value::as_str).filter_map(Channel::of_link).collect()
}

/// The platform on which to look for a broadcast of the owner of these channels.
///
/// A search on YouTube is expensive, so an owner with a Twitch channel is looked for only on Twitch.
pub fn looked_for_on<'a>(channels: impl IntoIterator<Item = &'a Channel>) -> Option<Platform> {
    channels.into_iter().map(Channel::platform).min()
}

/// The channel that a broadcast of the owner of these channels is on: the first of the platform where it is looked for.
pub fn channel_on_air(channels: &[Channel]) -> Option<&Channel> {
    channels.iter().min_by_key(|channel| channel.platform())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn twitch(login: &str) -> Channel {
        Channel::Twitch(login.to_owned())
    }

    fn handle(name: &str) -> Channel {
        Channel::YouTube(YouTubeChannel::Handle(name.to_owned()))
    }

    #[test]
    fn links_are_texts_and_lists_of_texts_at_the_top() {
        let presentation = json!({
            "a": "https://twitch.tv/one",
            "b": ["https://youtube.com/@two", 7, null, "no link", ["https://twitch.tv/deeper"], "twitch.tv/three"],
            "c": {"url": "https://twitch.tv/deeper"},
            "d": null,
            "e": 5,
        });
        let channels = channels_in(presentation.as_object().unwrap());
        assert_eq!(channels, [twitch("one"), handle("two"), twitch("three")]);
        assert_eq!(channels_in(&Presentation::new()), []);
    }

    #[test]
    fn who_is_on_twitch_is_looked_for_there_alone() {
        assert_eq!(looked_for_on(&[handle("a"), twitch("b")]), Some(Platform::Twitch));
        assert_eq!(looked_for_on(&[handle("a")]), Some(Platform::YouTube));
        assert_eq!(channel_on_air(&[handle("a"), twitch("b"), twitch("c")]), Some(&twitch("b")));
        assert_eq!(channel_on_air(&[]), None);
        assert_eq!(looked_for_on(&[]), None);
    }
}
