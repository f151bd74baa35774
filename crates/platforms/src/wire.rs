//! The answers' rows, named as the platforms name them.

use json_client::rows;

use crate::Error;

/// A list of which no row is of use tells that the shape drifted, not that there is nothing: taken at its word, it would
/// take everybody off the air.
///
/// # Errors
/// [`Error::WrongShape`] when `listed` rows were told and none of them is `usable`.
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
    /// What a found video is.
    YouTubeSnippet { title, #[serde(rename = "liveBroadcastContent")] live_broadcast_content }
    /// YouTube: a refusal.
    YouTubeRefusal { error }
    /// Why.
    YouTubeErrors { errors }
    /// One reason.
    YouTubeError { reason }
}
