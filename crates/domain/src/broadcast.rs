//! Broadcasts: where an entry or a host may be on air, as told by the links they give.

mod link;

use serde_json::Value;

use crate::roster::Presentation;

/// Where broadcasts are.
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
    /// What it is called.
    pub title: Option<String>,
    /// What is being shown.
    pub category: Option<String>,
}

/// A channel, named so that two links to it are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// One of Twitch, by its login: 1 to 25 of `a-z`, `0-9` and `_`.
    Twitch(String),
    /// One of YouTube.
    YouTube(YouTubeChannel),
}

/// A channel of YouTube, by the name its link has for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YouTubeChannel {
    /// Its id.
    Id(String),
    /// Its handle, in lower case and without the `@`.
    Handle(String),
    /// The name of its user, in lower case; channels of before 2022 may have one.
    User(String),
}

impl Channel {
    /// The channel that a link leads to; `None` when it leads elsewhere.
    #[must_use]
    pub fn of_link(link: &str) -> Option<Self> {
        link::channel(link)
    }

    /// A link to it, of ASCII alone.
    #[must_use]
    pub fn link(&self) -> String {
        link::link(self)
    }

    /// Where it is.
    #[must_use]
    pub const fn platform(&self) -> Platform {
        match self {
            Self::Twitch(_) => Platform::Twitch,
            Self::YouTube(_) => Platform::YouTube,
        }
    }
}

/// The channels of an entry: every text, or list of texts, at the top of its presentation that is a link to one.
#[must_use]
pub fn channels_in(presentation: &Presentation) -> Vec<Channel> {
    let texts = presentation.values().flat_map(|value| match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    });
    texts.filter_map(Value::as_str).filter_map(Channel::of_link).collect()
}

/// Where whoever has these channels is looked for.
///
/// A search on YouTube is dear: who has a channel on Twitch is looked for there alone.
pub fn looked_for_on<'a>(channels: impl IntoIterator<Item = &'a Channel>) -> Option<Platform> {
    channels.into_iter().map(Channel::platform).min()
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
        assert_eq!(looked_for_on(&[]), None);
    }
}
