//! What the bytes of rendered bodies are.

use http::HeaderValue;

/// The content type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// An object or a list.
    Json,
    /// Plain text.
    Text,
    /// An iCalendar object.
    Calendar,
    /// An Atom feed.
    Atom,
}

impl ContentType {
    /// As responses name it.
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Atom => "application/atom+xml",
        })
    }
}
