//! Instants as HTML: in UTC, as which they are readable without a script; the script writes them in the reader's zone.

use domain::clock::Timestamp;
use maud::{Markup, html};

/// An instant to the minute.
pub(crate) fn instant(at: Timestamp) -> Markup {
    html! {
        time datetime=(at) { (at.inner().format("%-d %b %Y, %H:%M UTC")) }
    }
}

/// When the data was last polled; the script shows how long ago that is.
pub(crate) fn last_polled(at: Option<Timestamp>) -> String {
    let shown = html! {
        @match at {
            Some(at) => time datetime=(at) { (at.inner().format("%-d %b, %H:%M UTC")) },
            None => span { "never" },
        }
    };
    shown.into_string()
}
