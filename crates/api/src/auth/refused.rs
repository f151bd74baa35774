//! The reasons why a token is refused: the error for the client, and the log line for the operator.

use std::{collections::HashMap, time::Duration};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::error::Error;

/// The shortest time between two log lines of the same reason.
const QUIET: Duration = Duration::from_secs(60);
/// The longest value of a token that is logged, in characters: clients choose these values.
const LONGEST: usize = 64;

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It is not a signed JWT, or a claim that is checked has the wrong type.
    Malformed,
    /// Its `alg` is not RS256.
    Algorithm,
    /// It has critical extensions (RFC 7515, section 4.1.11), none of which is supported.
    Critical,
    /// It has no `exp`.
    NoEnd,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetGood,
    /// It is for another audience.
    Audience,
    /// It has another issuer.
    Issuer,
    /// It has no `sub`.
    NoSubject,
    /// Its `sub` is no UUID.
    Subject,
    /// Its `sub` is a user of the built-in sign-in, which did not issue it, or vice versa.
    ForeignSubject,
    /// Its session has ended.
    Session,
    /// The key that it names did not sign it.
    Signature,
    /// The key that it names is not published.
    UnknownKey,
    /// It names no key, and no published key signed it.
    NoKeyFits,
    /// Its key is not known, and the keys may be fetched again only after this time.
    Undecided(Duration),
}

impl Reason {
    /// Whether the token may still turn out to be valid.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Undecided(_))
    }

    /// The error for the client.
    pub(super) fn error(self) -> Error {
        match self {
            Self::NoSubject => Error::Unauthenticated("Invalid token: missing subject"),
            Self::Undecided(wait) => {
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Error::KeysUnknown { retry_after_seconds: seconds.max(1) }
            }
            _ => Error::Unauthenticated("Invalid token"),
        }
    }

    /// The text for the log.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Malformed => "not a signed JWT",
            Self::Algorithm => "alg is not RS256",
            Self::Critical => "crit in the header",
            Self::NoEnd => "no exp",
            Self::Expired => "expired",
            Self::NotYetGood => "nbf is in the future",
            Self::Audience => "wrong aud",
            Self::Issuer => "iss is not AUTH_TOKEN_ISSUER",
            Self::NoSubject => "no sub",
            Self::Subject => "sub is not a UUID",
            Self::ForeignSubject => "sub is a user of another issuer",
            Self::Session => "the session has ended",
            Self::Signature => "the signature does not verify with the key of that kid",
            Self::UnknownKey => "no published key has that kid",
            Self::NoKeyFits => "no kid, and the signature verifies with no published key",
            Self::Undecided(_) => {
                "no known key fits, and the keys were fetched less than 30 s ago or cannot be fetched"
            }
        }
    }
}

/// A refused token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RefusedToken {
    pub(super) reason: Reason,
    /// Its `kid`, if it could be read.
    pub(super) key_id: Option<String>,
    /// Its `iss`, if it could be read.
    pub(super) issuer: Option<String>,
}

/// Logs refusals, each reason at most once a minute, because anybody can send bad tokens.
#[derive(Debug, Default)]
pub(super) struct RefusalLog(Mutex<HashMap<&'static str, Instant>>);

impl RefusalLog {
    /// Logs a refusal, unless one for the same reason was logged within the last minute.
    pub(super) fn note(&self, refused: &RefusedToken) {
        if self.is_due(refused.reason, Instant::now()) {
            let (kid, iss) = (refused.key_id.as_deref().map(shown), refused.issuer.as_deref().map(shown));
            tracing::info!(reason = refused.reason.text(), kid, iss, "a token was refused");
        }
    }

    fn is_due(&self, reason: Reason, now: Instant) -> bool {
        let mut logged = self.0.lock();
        let is_due = logged.get(reason.text()).is_none_or(|last| now - *last >= QUIET);
        if is_due {
            logged.insert(reason.text(), now);
        }
        is_due
    }
}

/// A value for the log: its beginning, without control characters.
fn shown(value: &str) -> String {
    let beginning: String = value.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if value.chars().nth(LONGEST).is_some() { beginning + "…" } else { beginning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_logged_once_a_minute() {
        let (log, start) = (RefusalLog::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(log.is_due(Reason::Expired, start) && log.is_due(Reason::Audience, start));
        assert!(!log.is_due(Reason::Expired, at(59)));
        assert!(log.is_due(Reason::Expired, at(60)) && !log.is_due(Reason::Expired, at(61)));
        assert!(log.is_due(Reason::Undecided(QUIET), start) && !log.is_due(Reason::Undecided(LONG), start));
    }

    const LONG: Duration = Duration::from_secs(3);

    #[test]
    fn what_a_token_says_is_shown_cut_and_without_control_characters() {
        assert_eq!(shown("a\nb\u{1b}[31m\u{202e}"), r"a\nb\u{1b}[31m\u{202e}");
        assert_eq!(shown(&"é".repeat(64)), "é".repeat(64));
        assert_eq!(shown(&"é".repeat(65)), "é".repeat(64) + "…");
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_rounded_up() {
        let told = |millis| Reason::Undecided(Duration::from_millis(millis)).error();
        for (millis, retry_after_seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (29_999, 30)] {
            assert_eq!(told(millis), Error::KeysUnknown { retry_after_seconds });
        }
    }
}
