//! The result of a check: printed as a line, or as a JSON object.

use std::time::Duration;

use serde_json::{Value, json};

/// The severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Nothing to do.
    Ok,
    /// The service works, but something should be looked at.
    Warning,
    /// The service, or a part of it, does not work.
    Failed,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// The outcome of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    check: &'static str,
    pub(super) status: Status,
    found: String,
    advice: Option<String>,
}

impl Finding {
    /// Nothing is wrong.
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, status: Status::Ok, found: found.into(), advice: None }
    }

    /// It works, but should be looked at; with what to do about it.
    pub(super) fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, status: Status::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    /// It does not work; with what to do about it.
    pub(super) fn failed(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, status: Status::Failed, found: found.into(), advice: Some(advice.into()) }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({"check": self.check, "status": self.status.name(), "found": self.found, "advice": self.advice})
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Messages of other programs may have several lines.
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{:<7} {:<22} {}", self.status.name(), self.check, line(&self.found))?;
        match &self.advice {
            Some(advice) => write!(f, "; {}", line(advice)),
            None => Ok(()),
        }
    }
}

/// The result of `check`, or an error if it takes longer than `limit`.
pub(super) async fn within<T, E: std::fmt::Display>(
    limit: Duration,
    check: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match tokio::time::timeout(limit, check).await {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {} s", limit.as_secs())),
    }
}

/// A duration in the unit that suits it.
pub(super) fn rounded(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
