//! Reads YouTube's answers. They may omit an empty list, and titles in them are escaped for HTML.

use domain::broadcast::Broadcast;
use json_client::{Field, object};

use crate::{
    Error,
    wire::{
        YouTubeChannelItem, YouTubeError, YouTubeErrors, YouTubeList, YouTubePage, YouTubeRefusal, YouTubeSearchItem,
        YouTubeSnippet, refuse_useless,
    },
};

/// The id of the channel that was looked up by name; `None` when there is none of that name.
pub(super) fn channel_id(body: &str) -> Result<Option<String>, Error> {
    let items = items(body)?;
    let ids: Vec<_> = items.iter().filter_map(|item| item.row::<YouTubeChannelItem<'_>>()?.id.text()).collect();
    refuse_useless(&ids, items.len(), "a channel's id")?;
    Ok(ids.into_iter().next())
}

/// The live broadcast that a search found, if any.
pub(super) fn broadcast(body: &str) -> Result<Option<Broadcast>, Error> {
    let items = items(body)?;
    let found: Vec<_> = items.iter().filter_map(|item| state_and_title(*item)).collect();
    refuse_useless(&found, items.len(), "a usable video")?;
    // Search results may be some minutes old.
    let live = found.into_iter().find(|(state, _)| state == "live");
    Ok(live.map(|(_, title)| Broadcast { title, category: None }))
}

fn state_and_title(item: Field<'_>) -> Option<(String, Option<String>)> {
    let snippet: YouTubeSnippet<'_> = item.row::<YouTubeSearchItem<'_>>()?.snippet.row()?;
    let unescaped = |title: String| html_escape::decode_html_entities(&title).replace('\0', "");
    // It may be blank only now.
    let title = snippet.title.text().map(unescaped).filter(|title| !title.trim().is_empty());
    Some((snippet.live_broadcast_content.text()?, title))
}

/// The items of an answer; an answer without the list must say that there are none.
fn items(body: &str) -> Result<Vec<Field<'_>>, Error> {
    let list: YouTubeList<'_> = object(body)?;
    if let Some(items) = list.items.list() {
        return Ok(items);
    }
    let total = list.page_info.row::<YouTubePage<'_>>().and_then(|page| page.total_results.int());
    if total == Some(0) { Ok(Vec::new()) } else { Err(Error::WrongShape { lacks: "a list of items" }) }
}

/// The reason that YouTube gives for a refusal, if any; else the error of the HTTP status.
pub(super) fn refusal(body: &str, otherwise: Error) -> Error {
    let reason = || {
        let refusal: YouTubeRefusal<'_> = object(body).ok()?;
        let errors: YouTubeErrors<'_> = refusal.error.row()?;
        let first: YouTubeError<'_> = errors.errors.list()?.first()?.row()?;
        first.reason.text().filter(|word| word.len() <= 40 && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    match (reason(), otherwise) {
        (Some(reason), _) if matches!(reason.as_str(), "quotaExceeded" | "dailyLimitExceeded") => Error::QuotaExceeded,
        (Some(reason), otherwise) if matches!(reason.as_str(), "rateLimitExceeded" | "userRateLimitExceeded") => {
            Error::RateLimited { retry_after: otherwise.retry_after() }
        }
        (Some(reason), Error::Status { status, retry_after: None }) => Error::Refused { status, reason },
        (_, otherwise) => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(snippet: &str) -> String {
        format!(r#"{{"items":[{{"id":{{"videoId":"v"}},"snippet":{snippet}}}],"pageInfo":{{"totalResults":1}}}}"#)
    }

    #[test]
    fn titles_are_unescaped_and_blank_ones_are_none() {
        let title = |title: &str| {
            let body = video(&format!(r#"{{"title":"{title}","liveBroadcastContent":"live"}}"#));
            broadcast(&body).unwrap().unwrap().title
        };
        assert_eq!(
            title("Mine &amp; yours &#39;now&#39; &quot;&lt;3&quot;").as_deref(),
            Some("Mine & yours 'now' \"<3\"")
        );
        assert_eq!(title("AT&T &nothing; &amp;lt;").as_deref(), Some("AT&T &nothing; &lt;"));
        for blank in [" ", "&#32;&#9;", "&nbsp;"] {
            assert_eq!(title(blank), None, "{blank}");
        }
        assert_eq!(title("a&#0;b\\u0000").as_deref().map(|title| title.contains('\0')), Some(false));
    }

    #[test]
    fn a_video_that_is_no_longer_live_is_ignored() {
        assert_eq!(broadcast(&video(r#"{"title":"T","liveBroadcastContent":"none"}"#)), Ok(None));
        assert_eq!(broadcast(r#"{"items":[]}"#), Ok(None));
    }

    #[test]
    fn an_empty_list_may_be_missing_but_nothing_else_may() {
        assert_eq!(channel_id(r#"{"pageInfo":{"totalResults":0}}"#), Ok(None));
        assert_eq!(channel_id(r#"{"items":[{"id":"UC1"}]}"#), Ok(Some("UC1".to_owned())));
        for body in [r#"{"pageInfo":{"totalResults":1}}"#, "{}", r#"{"items":[7]}"#, r#"{"items":[{"id":7}]}"#] {
            assert_eq!(channel_id(body).unwrap_err().cause(), "wrong_shape", "{body}");
        }
        assert_eq!(broadcast(r#"{"items":[{"snippet":{"title":7}}]}"#).unwrap_err().cause(), "wrong_shape");
        assert_eq!(broadcast("<html>").unwrap_err().cause(), "not_json");
    }

    #[test]
    fn a_refusal_has_youtubes_reason() {
        let status = || Error::Status { status: 403, retry_after: None };
        let refusal_for =
            |reason: &str| refusal(&format!(r#"{{"error":{{"errors":[{{"reason":"{reason}"}}]}}}}"#), status());
        assert_eq!(refusal_for("quotaExceeded"), Error::QuotaExceeded);
        assert_eq!(refusal_for("userRateLimitExceeded"), Error::RateLimited { retry_after: None });
        let soon = Error::RateLimited { retry_after: Some(std::time::Duration::from_secs(7)) };
        let limited = r#"{"error":{"errors":[{"reason":"rateLimitExceeded"}]}}"#;
        assert_eq!(refusal(limited, soon.clone()), soon, "the header says how long");
        assert_eq!(refusal_for("keyInvalid"), Error::Refused { status: 403, reason: "keyInvalid".to_owned() });
        assert_eq!(refusal_for("AIza0-key-1"), status(), "the reason may be one of our credentials");
        assert_eq!(refusal("<html>", status()), status());
    }
}
