//! The content types of rendered bodies, with the headers that follow from them.

use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS},
};

/// The content security policy of pages: they load only files of this origin, and no page may frame them.
const PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);
/// The content security policy of pages that all pages may frame.
const FRAMED_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'none'; frame-ancestors *; base-uri 'none'",
);

/// The content type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// A JSON object or list.
    Json,
    /// Plain text.
    Text,
    /// A report of a stage for programs, in ASCII.
    Report,
    /// An iCalendar object.
    Calendar,
    /// An Atom feed.
    Atom,
    /// A page.
    Html,
    /// A page that pages of all origins may frame.
    FramedHtml,
    /// An image.
    Png,
    /// A table as CSV with a line of names (RFC 4180).
    Csv,
    /// Lines of JSON.
    Ndjson,
}

impl ContentType {
    /// The value of the `Content-Type` header.
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Report => "text/plain; charset=us-ascii",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Atom => "application/atom+xml",
            Self::Html | Self::FramedHtml => "text/html; charset=utf-8",
            Self::Png => "image/png",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        })
    }

    /// Sets the headers of a response with such a body.
    pub(crate) fn write(self, head: &mut HeaderMap) {
        head.insert(CONTENT_TYPE, self.header());
        self.secure(head);
    }

    /// Sets the security headers of a page, also of a response that says that the client has it already.
    pub(crate) fn secure(self, head: &mut HeaderMap) {
        match self {
            Self::Html => drop(head.insert(CONTENT_SECURITY_POLICY, PAGE)),
            Self::FramedHtml => {
                head.insert(CONTENT_SECURITY_POLICY, FRAMED_PAGE);
                head.remove(X_FRAME_OPTIONS);
            }
            Self::Json
            | Self::Text
            | Self::Report
            | Self::Calendar
            | Self::Atom
            | Self::Png
            | Self::Csv
            | Self::Ndjson => {}
        }
    }

    /// Whether bodies become shorter by compression.
    pub(crate) const fn is_compressible(self) -> bool {
        !matches!(self, Self::Png)
    }
}

/// Whether the headers allow pages of all origins to frame the response.
pub(crate) fn may_be_framed(head: &HeaderMap) -> bool {
    head.get(CONTENT_SECURITY_POLICY) == Some(&FRAMED_PAGE)
}
