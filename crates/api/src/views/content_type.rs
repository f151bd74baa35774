//! The content types of rendered bodies.

use http::HeaderValue;

/// The content type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// A JSON object or list.
    Json,
    /// Plain text.
    Text,
    /// An iCalendar object.
    Calendar,
    /// An Atom feed.
    Atom,
}

impl ContentType {
    /// The value of the `Content-Type` header.
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Atom => "application/atom+xml",
        })
    }
}
