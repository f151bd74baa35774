//! Parses a link into the channel it leads to. Whatever a host enters, the worst result is "not a link".

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::{Channel, YouTubeChannel};

/// First path segments on Twitch that are not logins.
const RESERVED: [&str; 6] = ["videos", "directory", "p", "settings", "subscriptions", "downloads"];
/// The maximum length of a Twitch login.
const LONGEST_LOGIN: usize = 25;
/// An upper bound for the length of names on YouTube.
const LONGEST_NAME: usize = 100;
/// The characters to percent-encode in a link: all but letters, digits and the unreserved ones of RFC 3986.
const RESERVED_IN_LINKS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn channel(link: &str) -> Option<Channel> {
    let url = url(link.trim())?;
    let mut path = url.path_segments()?;
    match url.host_str()? {
        "twitch.tv" | "www.twitch.tv" | "m.twitch.tv" => Some(Channel::Twitch(login(path.next()?)?)),
        "youtube.com" | "www.youtube.com" | "m.youtube.com" => {
            Some(Channel::YouTube(youtube(path.next()?, path.next())?))
        }
        _ => None,
    }
}

/// The URL of a channel; [`channel`] parses it back into the same one. The `@` of a handle is encoded, because chats
/// would treat it as a mention.
pub(super) fn link(channel: &Channel) -> String {
    let encoded = |name: &str| utf8_percent_encode(name, RESERVED_IN_LINKS).to_string();
    match channel {
        Channel::Twitch(login) => format!("https://twitch.tv/{login}"),
        Channel::YouTube(YouTubeChannel::Id(id)) => format!("https://youtube.com/channel/{}", encoded(id)),
        Channel::YouTube(YouTubeChannel::Handle(handle)) => format!("https://youtube.com/%40{}", encoded(handle)),
        Channel::YouTube(YouTubeChannel::User(user)) => format!("https://youtube.com/user/{}", encoded(user)),
    }
}

/// Parses a URL, adding the scheme that people leave out; `twitch.tv:443/x` would be parsed as having the scheme
/// `twitch.tv`.
fn url(link: &str) -> Option<Url> {
    let has_scheme = |scheme: &str| link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if has_scheme("https://") || has_scheme("http://") {
        return Url::parse(link).ok();
    }
    (!link.contains("://")).then(|| Url::parse(&format!("https://{link}")).ok())?
}

fn login(segment: &str) -> Option<String> {
    let login = segment.to_ascii_lowercase();
    let is_one = (1..=LONGEST_LOGIN).contains(&login.len())
        && login.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        && !RESERVED.contains(&login.as_str());
    is_one.then_some(login)
}

fn youtube(first: &str, second: Option<&str>) -> Option<YouTubeChannel> {
    // Handles may use any script, and may be percent-encoded in a link, including the `@`.
    let first = percent_decode_str(first).decode_utf8().ok()?;
    if let Some(handle) = first.strip_prefix('@') {
        return name(handle).map(YouTubeChannel::Handle);
    }
    let second = percent_decode_str(second?).decode_utf8().ok()?;
    match first.as_ref() {
        "channel" => {
            let is_id = second.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            (is_id && (1..=LONGEST_NAME).contains(&second.len())).then(|| YouTubeChannel::Id(second.into_owned()))
        }
        "user" => name(&second).map(YouTubeChannel::User),
        _ => None,
    }
}

/// Normalises a YouTube name to lower case, because names ignore case. Rejects only what can never be a name; YouTube
/// decides about the rest.
fn name(name: &str) -> Option<String> {
    let is_odd =
        |character: char| character.is_whitespace() || character.is_control() || "/\\@?&#%<>\"".contains(character);
    let length = name.chars().count();
    ((1..=LONGEST_NAME).contains(&length) && !name.contains(is_odd)).then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn twitch(link: &str) -> Option<String> {
        match channel(link)? {
            Channel::Twitch(login) => Some(login),
            Channel::YouTube(_) => None,
        }
    }

    fn youtube(link: &str) -> Option<YouTubeChannel> {
        match channel(link)? {
            Channel::YouTube(channel) => Some(channel),
            Channel::Twitch(_) => None,
        }
    }

    #[test]
    fn a_login_is_the_first_part_of_the_path() {
        for link in [
            "https://www.twitch.tv/TheViper",
            "http://twitch.tv/theviper/",
            "https://m.twitch.tv/theviper/videos?filter=all#top",
            "HTTPS://WWW.TWITCH.TV/THEVIPER",
            "twitch.tv/theviper",
            "www.twitch.tv/TheViper",
            "twitch.tv:443/theviper",
            " https://twitch.tv/theviper\n",
        ] {
            assert_eq!(twitch(link).as_deref(), Some("theviper"), "{link}");
        }
        let longest = "a".repeat(25);
        assert_eq!(twitch(&format!("twitch.tv/{longest}")), Some(longest));
    }

    #[test]
    fn a_channels_link_leads_to_it_and_mentions_nobody() {
        for address in [
            "twitch.tv/The_Viper",
            "youtube.com/@everyone",
            "youtube.com/@穂高\u{202e}",
            "youtube.com/channel/UC-abc_1",
            "youtube.com/user/Señor",
        ] {
            let found = channel(address).unwrap();
            let link = found.link();
            assert!(link.is_ascii() && !link.contains('@'), "{link}");
            assert_eq!(channel(&link), Some(found), "{link}");
        }
    }

    #[test]
    fn not_everything_on_twitch_is_a_login() {
        for reserved in RESERVED {
            assert_eq!(twitch(&format!("https://twitch.tv/{reserved}/x")), None);
            assert_eq!(twitch(&format!("https://twitch.tv/{}", reserved.to_uppercase())), None);
        }
        for link in ["", "/", "/a-b", "/a%62", "/ä", "//theviper", "/?theviper", "/aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(channel(&format!("https://twitch.tv{link}")), None, "{link}");
        }
    }

    #[test]
    fn channels_of_youtube_have_three_kinds_of_names() {
        use YouTubeChannel::{Handle, Id, User};
        for (link, expected) in [
            ("https://www.youtube.com/channel/UCAbc-_9", Id("UCAbc-_9".to_owned())),
            ("youtube.com/@T90Official/streams", Handle("t90official".to_owned())),
            ("https://m.youtube.com/%40t90.off-icial_", Handle("t90.off-icial_".to_owned())),
            ("https://youtube.com/@穂高", Handle("穂高".to_owned())),
            ("https://youtube.com/@%E7%A9%82%E9%AB%98", Handle("穂高".to_owned())),
            ("http://youtube.com/user/TheName?x=1", User("thename".to_owned())),
        ] {
            assert_eq!(youtube(link), Some(expected), "{link}");
        }
    }

    #[test]
    fn everything_else_is_no_link() {
        for link in [
            "",
            "theviper",
            "twitch.tv",
            "@theviper",
            "https://youtube.com/",
            "https://youtube.com/@",
            "https://youtube.com/@a%20b",
            "https://youtube.com/@%ff",
            "https://youtube.com/watch?v=abc",
            "https://youtube.com/c/name",
            "https://youtube.com/channel",
            "https://youtube.com/channel/a%2Fb",
            "https://youtube.com/user/",
            "https://youtu.be/@name",
            "https://clips.twitch.tv/theviper",
            "https://nottwitch.tv/theviper",
            "https://twitch.tv.example.org/theviper",
            "https://example.org/twitch.tv/theviper",
            "ftp://twitch.tv/theviper",
            "watch https://twitch.tv/theviper",
            "https://",
            "https://[",
            "é",
        ] {
            assert_eq!(channel(link), None, "{link}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>(), tail in ".*") {
            for link in [text.clone(), format!("twitch.tv/{text}"), format!("https://youtube.com/{text}/{tail}")] {
                if let Some(Channel::Twitch(login)) = channel(&link) {
                    prop_assert!((1..=25).contains(&login.len()) && login == login.to_lowercase());
                }
            }
        }

        #[test]
        fn every_login_is_found(login in "[a-zA-Z0-9_]{1,25}") {
            prop_assume!(!RESERVED.contains(&login.to_lowercase().as_str()));
            for start in ["", "http://", "https://www.", "m."] {
                prop_assert_eq!(twitch(&format!("{start}twitch.tv/{login}")), Some(login.to_lowercase()));
            }
        }
    }
}
