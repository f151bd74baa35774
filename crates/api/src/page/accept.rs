//! Whether a client asks for HTML, as browsers do when they open an address.

use http::HeaderMap;

use crate::negotiation::names;

/// The media types that only clients name that show pages. `*/*` is none of them: programs send it.
const HTML: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// Whether the `Accept` header names HTML.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    HTML.iter().any(|media_type| names(headers, media_type))
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::ACCEPT};

    use super::*;

    #[test]
    fn browsers_ask_for_html_and_programs_do_not() {
        let accepts = |value| accepts_html(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(value))]));
        assert!(accepts("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(accepts("application/json;q=0.1, TEXT/HTML; charset=utf-8; q=0.2"));
        for other in ["*/*", "text/*", "application/json", "", "text/html;q=0", "text/html;q=x", "text/htmlx"] {
            assert!(!accepts(other), "{other}");
        }
        assert!(!accepts_html(&HeaderMap::new()));
    }
}
