//! The rows of the answers, with the platforms' field names.

use json_client::rows;

use crate::Error;

/// Rejects a list of which no row is usable: its shape has changed, and reading it as empty would take everybody off
/// the air.
///
/// # Errors
/// [`Error::WrongShape`] when there are `listed` rows and none of them is `usable`.
pub(crate) fn refuse_useless<T>(usable: &[T], listed: usize, lacks: &'static str) -> Result<(), Error> {
    if listed > 0 && usable.is_empty() { Err(Error::WrongShape { lacks }) } else { Ok(()) }
}

rows! {
    /// Twitch: `oauth2/token`.
    TwitchToken { access_token, expires_in }
    /// Twitch: `helix/streams`.
    TwitchStreams { data }
    /// One of `helix/streams`.
    TwitchStream { user_login, r#type, title, game_name }

    /// YouTube: `channels` and `search`.
    YouTubeList { items, #[serde(rename = "pageInfo")] page_info }
    /// YouTube: how many items there are.
    YouTubePage { #[serde(rename = "totalResults")] total_results }
    /// One of `channels`.
    YouTubeChannelItem { id }
    /// One of `search`.
    YouTubeSearchItem { snippet }
    /// The state of a video that was found.
    YouTubeSnippet { title, #[serde(rename = "liveBroadcastContent")] live_broadcast_content }
    /// YouTube: a refusal.
    YouTubeRefusal { error }
    /// Its reasons.
    YouTubeErrors { errors }
    /// One reason.
    YouTubeError { reason }
}
