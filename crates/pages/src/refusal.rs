//! The page that shows an error, with the error's own status.

use api::Refusal;
use http::StatusCode;
use maud::html;

use crate::{html_document, overlay};

/// Renders the page. An overlay shows no errors on air.
pub(crate) fn page(refusal: &Refusal<'_>) -> String {
    if refusal.path.split('/').nth(3) == Some("overlay") {
        return overlay::blank();
    }
    let (title, advice) = match refusal.status {
        StatusCode::NOT_FOUND => ("Nothing here", "The address may be misspelt, or what it showed has been deleted."),
        StatusCode::TOO_MANY_REQUESTS => ("Too many requests", "Try again in a minute."),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("Not now", "The service cannot show this at the moment. Try again shortly.")
        }
        _ => ("That did not work", "Try again in a minute."),
    };
    let head = html! {
        title { (title) }
        meta name="robots" content="noindex";
    };
    let body = html! {
        main #main {
            h1 { (title) }
            p { (refusal.detail) "." }
            p.soft { (advice) }
            p { a href="/" { "All tournaments" } }
        }
    };
    html_document::shell(&head, &body).into_string()
}
