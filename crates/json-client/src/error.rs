//! Why a request brought nothing: one variant per cause a poller counts or treats differently.

use std::{borrow::Cow, time::Duration};

/// A failed request. Cloneable, as one refusal may stand for several requests never sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings do not make a client.
    #[error("the upstream's settings are unusable: {0}")]
    Settings(String),
    /// No complete answer within the time allowed.
    #[error("the upstream did not answer in time")]
    Timeout,
    /// No connection, or one that broke off.
    #[error("the upstream could not be reached: {0}")]
    Transport(String),
    /// An HTTP status other than success, without a result code of its own.
    #[error("the upstream answered with HTTP status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long to wait, when a 503 says so.
        retry_after: Option<Duration>,
    },
    /// HTTP status 429: more requests than the upstream allows.
    #[error("the upstream asks for fewer requests")]
    RateLimited {
        /// How long to wait, when told.
        retry_after: Option<Duration>,
    },
    /// An answer above the size we are ready to hold.
    #[error("the upstream's answer exceeds {limit} bytes")]
    TooLarge {
        /// The cap, in bytes after decompression.
        limit: usize,
    },
    /// An answer that is not JSON, or not all of it.
    #[error("the upstream's answer is not JSON: \"{snippet}\"")]
    NotJson {
        /// How it begins: at most 80 characters, escaped.
        snippet: String,
    },
    /// JSON without the part that was asked for.
    #[error("the upstream's answer lacks {lacks}")]
    WrongShape {
        /// The missing part.
        lacks: &'static str,
    },
    /// The upstream refused in its own words: a result code other than 0.
    #[error("the upstream answered with code {code}: \"{message}\"")]
    ResultCode {
        /// For example 3, `UNREGISTERED_PROFILE_NAME`.
        code: i64,
        /// Its text: at most 80 characters, escaped.
        message: String,
    },
    /// The day's allowance of requests is used up.
    #[error("the upstream's quota is used up")]
    QuotaExceeded,
    /// A platform refused, for a reason it names.
    #[error("the upstream refused with HTTP status {status}: {reason}")]
    Refused {
        /// The status.
        status: u16,
        /// One word of letters, so that nothing of ours is repeated in it.
        reason: String,
    },
    /// A catalogue which, taken at face value, would wipe out every standing.
    #[error("the upstream's catalogue has no {lacks}")]
    EmptyCatalogue {
        /// What there is none of.
        lacks: &'static str,
    },
}

impl Error {
    /// A short, stable label to count by.
    #[must_use]
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Settings(_) => "settings",
            Self::Timeout => "timeout",
            Self::Transport(_) => "transport",
            Self::Status { .. } => "http_status",
            Self::RateLimited { .. } => "rate_limited",
            Self::TooLarge { .. } => "too_large",
            Self::NotJson { .. } => "not_json",
            Self::WrongShape { .. } => "wrong_shape",
            Self::ResultCode { .. } => "result_code",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Refused { .. } => "refused",
            Self::EmptyCatalogue { .. } => "empty_catalogue",
        }
    }

    /// The HTTP status that was answered, or the cause when there was none: what metrics and log lines tell.
    #[must_use]
    pub fn status(&self) -> Cow<'static, str> {
        match self {
            Self::Status { status, .. } | Self::Refused { status, .. } => status.to_string().into(),
            Self::RateLimited { .. } => "429".into(),
            error => error.cause().into(),
        }
    }

    /// How long the upstream asks us to wait, an hour at most; `None` when it did not say.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether further requests would go against the upstream's wish.
    #[must_use]
    pub const fn asks_to_wait(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::QuotaExceeded) || self.retry_after().is_some()
    }

    /// Whether one of the profiles asked about may be to blame, so that the others are worth asking about
    /// without it. Waiting for several answers that never come would take longer than the next round.
    #[must_use]
    pub const fn may_be_one_profiles(&self) -> bool {
        !self.asks_to_wait() && !matches!(self, Self::Timeout | Self::Settings(_))
    }

    /// Of a text that is not JSON.
    #[must_use]
    pub fn not_json(body: &str) -> Self {
        Self::NotJson { snippet: snippet(body) }
    }

    /// Of a result code and its text.
    #[must_use]
    pub fn result_code(code: i64, message: &str) -> Self {
        Self::ResultCode { code, message: snippet(message) }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        // The URL lists every profile of a batch: too long for a log line.
        let error = error.without_url();
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::Transport(text)
    }
}

/// Enough of a text to recognise it in a log, and nothing that could break the log's line.
fn snippet(text: &str) -> String {
    text.chars().flat_map(char::escape_debug).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_short_and_on_one_line() {
        let error = Error::not_json(&format!("<html>\n\u{1b}[31m{}", "x".repeat(500)));
        let Error::NotJson { snippet } = error else { panic!("{error}") };
        assert!(snippet.starts_with(r"<html>\n\u{1b}[31mxxx"), "{snippet}");
        assert_eq!(snippet.len(), 80);
    }
}
