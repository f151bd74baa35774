//! Why a request failed: one variant per cause that a poller counts or handles differently.

use std::{borrow::Cow, time::Duration};

/// A failed request. It can be cloned because one refusal may fail several requests that were never sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings do not make a client.
    #[error("the remote service's settings are unusable: {0}")]
    Settings(String),
    /// No complete answer arrived within the time limit.
    #[error("the remote service did not answer in time")]
    Timeout,
    /// No connection was made, or it broke off.
    #[error("the remote service could not be reached: {0}")]
    Transport(String),
    /// An HTTP status other than success, without a result code of its own.
    #[error("the remote service answered with HTTP status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long to wait, if a 503 says so.
        retry_after: Option<Duration>,
    },
    /// HTTP status 429: more requests than the remote service allows.
    #[error("the remote service asks for fewer requests")]
    RateLimited {
        /// How long to wait, if the answer says so.
        retry_after: Option<Duration>,
    },
    /// An answer larger than the limit.
    #[error("the remote service's answer exceeds {limit} bytes")]
    TooLarge {
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// An answer that is not JSON, or is incomplete.
    #[error("the remote service's answer is not JSON: \"{snippet}\"")]
    NotJson {
        /// How it begins: at most 80 characters, escaped.
        snippet: String,
    },
    /// JSON without a required part.
    #[error("the remote service's answer lacks {lacks}")]
    WrongShape {
        /// The missing part.
        lacks: &'static str,
    },
    /// The remote service refused with a result code other than 0.
    #[error("the remote service answered with code {code}: \"{message}\"")]
    ResultCode {
        /// For example 3, `UNREGISTERED_PROFILE_NAME`.
        code: i64,
        /// Its text: at most 80 characters, escaped.
        message: String,
    },
    /// The day's quota of requests is used up.
    #[error("the remote service's quota is used up")]
    QuotaExceeded,
    /// A platform refused and gave a reason.
    #[error("the remote service refused with HTTP status {status}: {reason}")]
    Refused {
        /// The status.
        status: u16,
        /// One word of letters, so that it cannot quote our credentials.
        reason: String,
    },
    /// A catalogue without a required part, which would reset every standing.
    #[error("the catalogue has no {lacks}")]
    EmptyCatalogue {
        /// The missing part.
        lacks: &'static str,
    },
}

impl Error {
    /// A short, stable label for metrics.
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

    /// The HTTP status of the answer, or the cause when there was none, for metrics and log lines.
    #[must_use]
    pub fn status(&self) -> Cow<'static, str> {
        match self {
            Self::Status { status, .. } | Self::Refused { status, .. } => status.to_string().into(),
            Self::RateLimited { .. } => "429".into(),
            error => error.cause().into(),
        }
    }

    /// How long the remote service asks us to wait, an hour at most; `None` when it did not say.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether the remote service asked to send no further requests for now.
    #[must_use]
    pub const fn asks_to_wait(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::QuotaExceeded) || self.retry_after().is_some()
    }

    /// Whether one of the requested profiles may be at fault, so that the others are worth requesting without it.
    /// Timeouts are excluded: waiting for several of them would take longer than the next round.
    #[must_use]
    pub const fn may_be_one_profiles(&self) -> bool {
        !self.asks_to_wait() && !matches!(self, Self::Timeout | Self::Settings(_))
    }

    /// The error for a text that is not JSON.
    #[must_use]
    pub fn not_json(body: &str) -> Self {
        Self::NotJson { snippet: snippet(body) }
    }

    /// The error for a result code and its text.
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
        // The URL lists every profile of a batch, which is too long for a log line.
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

/// The beginning of a text for a log line, escaped so that it stays on one line.
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
