//! The endpoints of the platforms.

/// The endpoints of the platforms.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum BroadcastEndpoint {
    /// Twitch, `POST /oauth2/token`: a token for the application.
    Token,
    /// Twitch, `GET /helix/streams`: who is on air.
    Streams,
    /// YouTube, `GET /youtube/v3/channels`: the id of a handle or a user.
    Channels,
    /// YouTube, `GET /youtube/v3/search`: whether a channel is on air.
    Search,
}

impl BroadcastEndpoint {
    /// Every endpoint.
    pub const ALL: [Self; 4] = [Self::Token, Self::Streams, Self::Channels, Self::Search];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Token => "/oauth2/token",
            Self::Streams => "/helix/streams",
            Self::Channels => "/youtube/v3/channels",
            Self::Search => "/youtube/v3/search",
        }
    }

    /// The part of its answer that [`crate::Fault::NoLobbyList`] leaves out.
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Token => "access_token",
            Self::Streams => "data",
            Self::Channels | Self::Search => "items",
        }
    }
}
