//! Parses links to an account's page on the sites that players use, as copied from a browser.

use url::Url;

use crate::id::{EntryId, ProfileId};

/// Why a text does not name an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAccount {
    /// It is neither a number nor a link.
    NotALink,
    /// It is a link by Steam id, which does not contain the account's number.
    Steam,
    /// It leads to another site, or to a page there that is not an account's.
    UnknownPage,
    /// The number is outside the range of account numbers.
    OutOfRange,
}

impl std::fmt::Display for NoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotALink => f.write_str("this is neither an account's number nor a link to its page"),
            Self::Steam => f.write_str(
                "a link by the Steam id does not say the account's number: open it, and take the number or the address \
                 of the player's own page (https://www.aoe2insights.com/user/relic/NUMBER/)",
            ),
            Self::UnknownPage => f.write_str(
                "this link leads to no account: give https://www.aoe2insights.com/user/relic/NUMBER/, \
                 https://www.aoe2companion.com/players/NUMBER, or the number alone",
            ),
            Self::OutOfRange => {
                write!(f, "an account's number is from 1 to {}", EntryId::FIRST.0 - 1)
            }
        }
    }
}

/// The account with this number, which must be below the numbers of roster entries.
///
/// # Errors
/// [`NoAccount::OutOfRange`].
pub fn numbered(number: i64) -> Result<ProfileId, NoAccount> {
    if (1..EntryId::FIRST.0).contains(&number) { Ok(ProfileId(number)) } else { Err(NoAccount::OutOfRange) }
}

/// The account that a text names, by its number or by a link to its page.
///
/// # Errors
/// [`NoAccount`].
pub fn profile(text: &str) -> Result<ProfileId, NoAccount> {
    let text = text.trim();
    if let Some(number) = number(text) {
        return number;
    }
    let url = url(text).ok_or(NoAccount::NotALink)?;
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path: Vec<_> = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let leading_segments: &[&str] = match host {
        "aoe2insights.com" => &["relic"],
        "aoe2companion.com" => &["players", "profile"],
        _ => return Err(NoAccount::UnknownPage),
    };
    // A language may precede the account in the path, and the page's tab may follow it.
    let named =
        path.windows(2).find_map(|pair| if leading_segments.contains(&pair[0]) { number(pair[1]) } else { None });
    match named {
        Some(account) => account,
        None if path.contains(&"steam") => Err(NoAccount::Steam),
        None => Err(NoAccount::UnknownPage),
    }
}

/// Parses a text that consists only of digits.
fn number(text: &str) -> Option<Result<ProfileId, NoAccount>> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| numbered(text.parse().map_err(|_| NoAccount::OutOfRange)?))
}

/// Parses a link; people often leave the scheme out. A text without a dot is not a link.
fn url(link: &str) -> Option<Url> {
    if link.contains(char::is_whitespace) || !link.contains('.') {
        return None;
    }
    if link.contains("://") { Url::parse(link).ok() } else { Url::parse(&format!("https://{link}")).ok() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_taken_as_people_paste_them() {
        for link in [
            "199325",
            " 199325 ",
            "https://www.aoe2insights.com/user/relic/199325/",
            "http://aoe2insights.com/user/relic/199325",
            "aoe2insights.com/user/relic/199325/matches/?page=2#top",
            "HTTPS://WWW.AOE2INSIGHTS.COM/user/relic/199325/",
            "https://www.aoe2companion.com/players/199325",
            "https://aoe2companion.com/profile/199325",
            "www.aoe2companion.com/de/profile/199325/civilizations?leaderboard=rm_1v1",
            "https://www.aoe2companion.com/players/199325/",
        ] {
            assert_eq!(profile(link), Ok(ProfileId(199_325)), "{link}");
        }
    }

    #[test]
    fn what_leads_to_no_account_is_told_apart() {
        for (link, why) in [
            ("", NoAccount::NotALink),
            ("Viper", NoAccount::NotALink),
            ("-5", NoAccount::NotALink),
            ("my friend at aoe2companion.com/players/5", NoAccount::NotALink),
            ("0", NoAccount::OutOfRange),
            ("10000000000", NoAccount::OutOfRange),
            ("99999999999999999999999999", NoAccount::OutOfRange),
            ("https://www.aoe2insights.com/user/relic/0/", NoAccount::OutOfRange),
            ("https://www.aoe2insights.com/user/steam/76561198449406083/", NoAccount::Steam),
            ("https://steamcommunity.com/profiles/76561198449406083", NoAccount::UnknownPage),
            ("https://www.aoe2insights.com/user/relic/", NoAccount::UnknownPage),
            ("https://www.aoe2insights.com/match/123/", NoAccount::UnknownPage),
            ("https://www.aoe2companion.com/players/TheViper", NoAccount::UnknownPage),
            ("https://aoe2companion.com.example.org/players/5", NoAccount::UnknownPage),
            ("https://example.org/user/relic/5", NoAccount::UnknownPage),
        ] {
            assert_eq!(profile(link), Err(why), "{link}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>(), tail in ".*") {
            for link in [text.clone(), format!("https://aoe2insights.com/user/relic/{text}/{tail}")] {
                if let Ok(ProfileId(number)) = profile(&link) {
                    prop_assert!((1..EntryId::FIRST.0).contains(&number));
                }
            }
        }
    }
}
